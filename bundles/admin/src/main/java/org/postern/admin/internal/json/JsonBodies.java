package org.postern.admin.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Map;
import org.postern.admin.MergePatch;
import org.postern.admin.Problem;

/** Reads and writes bodies in JSON; a body is bounded before it comes here. */
public final class JsonBodies implements MessageBodyReader<Object>, MessageBodyWriter<Object> {
  private final Json json;

  public JsonBodies(Json json) {
    this.json = json;
  }

  @Override
  public boolean isReadable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return isJson(media) && !isRaw(type);
  }

  @Override
  public Object readFrom(
      Class<Object> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, String> headers,
      InputStream in)
      throws IOException {
    String charset = media.getParameters().get(MediaType.CHARSET_PARAMETER);
    if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
      throw Problem.of(415, "bad-charset", "JSON is UTF-8 (RFC 8259); send it in that.");
    }
    JsonNode tree = json.tree(in.readAllBytes());
    if (type.equals(MergePatch.class)) {
      return new Patch(json, tree);
    }
    return json.bind(tree, type);
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return isJson(media) && !isRaw(type);
  }

  @Override
  public void writeTo(
      Object value,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    out.write(json.bytes(value));
  }

  private static boolean isRaw(Class<?> type) {
    return type == byte[].class
        || type == String.class
        || InputStream.class.isAssignableFrom(type)
        || StreamingOutput.class.isAssignableFrom(type);
  }

  private static boolean isJson(MediaType media) {
    return media != null
        && media.getType().equals("application")
        && (media.getSubtype().equals("json") || media.getSubtype().endsWith("+json"));
  }

  private record Patch(Json json, JsonNode patch) implements MergePatch {

    @Override
    public <T extends Record> T apply(T current) {
      if (!patch.isObject()) {
        throw Problem.invalid("", "wrong-type", "A merge patch of a resource is a JSON object.");
      }
      JsonNode merged = merge(json.tree(current), patch);
      @SuppressWarnings("unchecked") // a record's class is its own
      Class<T> type = (Class<T>) current.getClass();
      return json.bind(merged, type);
    }

    /** RFC 7396 2, as it stands there. */
    private static JsonNode merge(JsonNode target, JsonNode patch) {
      if (!patch.isObject()) {
        return patch;
      }
      ObjectNode result =
          target instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> member : patch.properties()) {
        if (member.getValue().isNull()) {
          result.remove(member.getKey());
        } else {
          JsonNode before = result.get(member.getKey());
          result.set(member.getKey(), merge(before, member.getValue()));
        }
      }
      return result;
    }
  }
}
