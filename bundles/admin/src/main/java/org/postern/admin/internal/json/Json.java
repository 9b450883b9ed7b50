package org.postern.admin.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.postern.admin.Problem;
import org.postern.admin.Problem.FieldError;

/**
 * JSON, strictly (RFC 8259): UTF-8 only, no member twice, no member that nobody reads, no value of
 * another type bent into shape, nothing after the end. What is wrong is told with its pointer.
 * Thread-safe.
 */
public final class Json {
  private static final String UNKNOWN = "unknown members";
  private static final int DEPTH = 64;
  private final ObjectMapper mapper;

  public Json() {
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .withCoercionConfigDefaults(
                shapes -> {
                  for (CoercionInputShape shape : CoercionInputShape.values()) {
                    shapes.setCoercion(shape, CoercionAction.Fail);
                  }
                })
            .addHandler(new UnknownMembers())
            .addModule(new ValuesModule());
    mapper = builder.build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH)
                .maxNumberLength(40)
                .maxNameLength(1000)
                .build());
  }

  /** The 400 of a call that has to have a body. */
  public static Problem bodyRequired() {
    return Problem.badRequest("body-required", "This call needs a JSON body.");
  }

  /**
   * A body as a tree.
   *
   * @throws Problem 400 when it is not JSON
   */
  public JsonNode tree(byte[] body) {
    String text = text(body);
    if (text.isBlank()) {
      throw bodyRequired();
    }
    try {
      return mapper.readTree(text);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    }
  }

  /**
   * A tree as a value of our own types.
   *
   * @throws Problem 422 with a pointer to each unknown member, or to the first of a wrong type
   */
  public <T> T bind(JsonNode tree, Class<T> type) {
    if (!tree.isObject()) {
      throw Problem.invalid("", "wrong-type", "The body must be a JSON object.");
    }
    List<FieldError> unknown = new ArrayList<>();
    T value;
    try {
      value = mapper.readerFor(type).withAttribute(UNKNOWN, unknown).readValue(tree);
    } catch (JsonMappingException e) {
      unknown.add(mismatch(e));
      throw Problem.invalid(unknown);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!unknown.isEmpty()) {
      unknown.sort(Comparator.comparing(FieldError::pointer));
      throw Problem.invalid(unknown);
    }
    return value;
  }

  /** A tree of ours, as what it is known to be. */
  public <T> T convert(JsonNode tree, Class<T> type) {
    return mapper.convertValue(tree, type);
  }

  public JsonNode tree(Object value) {
    return mapper.valueToTree(value);
  }

  public byte[] bytes(Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      // RFC 8259 8.1: a byte order mark may be ignored.
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw Problem.badRequest("bad-encoding", "The body is not UTF-8.");
    }
  }

  private static Problem malformed(JsonProcessingException e) {
    String pointer =
        e.getProcessor() instanceof JsonParser parser
            ? parser.getParsingContext().pathAsPointer().toString()
            : "";
    String what =
        switch (e) {
          case StreamConstraintsException _ -> "a value is too large or nested too deep";
          case StreamReadException read
              when read.getOriginalMessage() != null
                  && read.getOriginalMessage().startsWith("Duplicate") ->
              "a member occurs twice";
          default -> "this is not JSON";
        };
    String where =
        e.getLocation() == null
            ? ""
            : "Line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ": ";
    return Problem.badRequest("bad-json", where + what + ".").with("pointer", pointer);
  }

  private static FieldError mismatch(JsonMappingException e) {
    String pointer = e.getPath().stream().map(Json::step).collect(Collectors.joining());
    String detail = "The value is not of the right kind.";
    if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      detail = expected(mismatch.getTargetType());
    }
    return new FieldError(pointer, "wrong-type", detail);
  }

  private static String expected(Class<?> type) {
    if (type.isEnum()) {
      return "One of " + String.join(", ", Words.all(type)) + ".";
    }
    return switch (type.getSimpleName()) {
      case "String" -> "Must be a string.";
      case "Boolean", "boolean" -> "Must be true or false.";
      case "Long", "long", "Integer", "int" -> "Must be a whole number in range.";
      case "Instant" -> "Must be a time such as 2030-01-31T12:00:00Z.";
      default -> Iterable.class.isAssignableFrom(type) ? "Must be an array." : "Must be an object.";
    };
  }

  private static String step(JsonMappingException.Reference step) {
    return "/"
        + (step.getFieldName() == null
            ? step.getIndex()
            : step.getFieldName().replace("~", "~0").replace("/", "~1"));
  }

  /** Collects unknown members, so that all of them are told at once. */
  private static final class UnknownMembers extends DeserializationProblemHandler {
    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        JsonDeserializer<?> deserializer,
        Object bean,
        String name)
        throws IOException {
      @SuppressWarnings("unchecked") // set by bind() alone
      List<FieldError> unknown = (List<FieldError>) context.getAttribute(UNKNOWN);
      unknown.add(
          new FieldError(
              parser.getParsingContext().pathAsPointer().toString(),
              "unknown-member",
              "There is no such member here, or it can't be set."));
      parser.skipChildren();
      return true;
    }
  }
}
