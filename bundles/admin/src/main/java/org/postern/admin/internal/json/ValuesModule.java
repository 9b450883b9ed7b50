package org.postern.admin.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** How times (RFC 3339, to the second or millisecond, in UTC) and constants are written. */
final class ValuesModule extends SimpleModule {
  private static final long serialVersionUID = 1;

  ValuesModule() {
    super("postern");
    addSerializer(new Times());
    addDeserializer(Instant.class, new TimeReader());
    @SuppressWarnings({"unchecked", "rawtypes"}) // Jackson's raw Enum
    JsonSerializer<Enum<?>> words = (JsonSerializer) new WordWriter();
    addSerializer(words);
    setDeserializerModifier(new WordReaders());
  }

  private static final class Times extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1;

    Times() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.truncatedTo(ChronoUnit.MILLIS).toString());
    }
  }

  private static final class TimeReader extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    TimeReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.hasToken(JsonToken.VALUE_STRING)) {
        return (Instant) context.handleUnexpectedToken(Instant.class, in);
      }
      try {
        return java.time.OffsetDateTime.parse(in.getText()).toInstant();
      } catch (DateTimeParseException e) {
        throw context.weirdStringException("", Instant.class, "not a time");
      }
    }
  }

  @SuppressWarnings("rawtypes") // Jackson's raw Enum
  private static final class WordWriter extends StdSerializer<Enum> {
    private static final long serialVersionUID = 1;

    WordWriter() {
      super(Enum.class);
    }

    @Override
    public void serialize(Enum value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(Words.of(value));
    }
  }

  private static final class WordReaders extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1;

    @Override
    public JsonDeserializer<?> modifyEnumDeserializer(
        DeserializationConfig config,
        JavaType type,
        BeanDescription description,
        JsonDeserializer<?> deserializer) {
      return new WordReader(type.getRawClass());
    }
  }

  private static final class WordReader extends StdDeserializer<Enum<?>> {
    private static final long serialVersionUID = 1;

    WordReader(Class<?> type) {
      super(type);
    }

    @Override
    public Enum<?> deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.hasToken(JsonToken.VALUE_STRING)) {
        return (Enum<?>) context.handleUnexpectedToken(handledType(), in);
      }
      for (Object constant : handledType().getEnumConstants()) {
        if (Words.of((Enum<?>) constant).equals(in.getText())) {
          return (Enum<?>) constant;
        }
      }
      throw context.weirdStringException("", handledType(), "not one of them");
    }
  }
}
