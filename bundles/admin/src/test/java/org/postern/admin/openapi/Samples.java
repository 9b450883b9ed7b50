package org.postern.admin.openapi;

import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Examples made from schemas, with values that a person recognizes. */
final class Samples {
  private static final String ID = "01kaq3v8m2x4c6e8g0j2n4q6s8";
  private static final String TIME = "2030-01-31T12:00:00Z";
  private static final Map<String, Object> BY_NAME = new LinkedHashMap<>();

  static {
    for (String name : List.of("id", "owner", "adminId", "accountId", "nodeId", "instance")) {
      BY_NAME.put(name, ID);
    }
    BY_NAME.put("address", "ann@example.test");
    BY_NAME.put("account", "ann@example.test");
    BY_NAME.put("catchAll", "postmaster@example.test");
    BY_NAME.put("name", "Ann Example");
    BY_NAME.put("password", "correct horse battery staple");
    BY_NAME.put("token", "pst_shown_only_once");
    BY_NAME.put("tokenFile", "conf/setup.token");
    BY_NAME.put("protocol", "pop3");
    BY_NAME.put("listener", "pop3s");
    BY_NAME.put("remote", "192.0.2.1:40001");
    BY_NAME.put("tls", "TLSv1.3");
    BY_NAME.put("lastCommand", "RETR");
    BY_NAME.put("next", "eyJhIjoxfQ");
    BY_NAME.put("path", "/var/backups/postern");
    BY_NAME.put("version", "0.1.0");
    BY_NAME.put("edition", "base");
    BY_NAME.put("requiredEdition", "base");
    BY_NAME.put("entitlement", "base");
    BY_NAME.put("java", "25.0.3+9-LTS");
    BY_NAME.put("os", "Linux 6.12");
    BY_NAME.put("kind", "store.check");
    BY_NAME.put("target", ID);
    BY_NAME.put("actor", "admin (" + ID + ")");
    BY_NAME.put("action", "account.change");
    BY_NAME.put("outcome", "ok");
    BY_NAME.put("title", "Postern POP3");
    BY_NAME.put("reason", "");
    BY_NAME.put("detail", "");
    BY_NAME.put("pid", "org.postern.pop3");
    BY_NAME.put("security", "implicit");
    BY_NAME.put("bytes", 1_000_000_000L);
    BY_NAME.put("messages", 10_000L);
    BY_NAME.put("port", 995);
    BY_NAME.put("ratio", 0.25);
    BY_NAME.put("limit", 1_000_000_000L);
    BY_NAME.put("used", 250_000_000L);
  }

  private final Map<String, Schema<?>> schemas;

  Samples(Map<String, Schema<?>> schemas) {
    this.schemas = schemas;
  }

  Object of(Schema<?> schema) {
    return value("", "", schema, 0);
  }

  private Object value(String owner, String name, Schema<?> schema, int depth) {
    if (schema.get$ref() != null) {
      String type = schema.get$ref().substring(schema.get$ref().lastIndexOf('/') + 1);
      return value(type, name, schemas.get(type), depth + 1);
    }
    if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
      return schema.getEnum().getFirst();
    }
    return switch (type(schema)) {
      case "object" -> object(owner, schema, depth);
      case "array" ->
          depth > 6 ? List.of() : List.of(value(owner, single(name), schema.getItems(), depth + 1));
      case "boolean" -> true;
      case "integer" -> BY_NAME.get(name) instanceof Number n ? n : (Object) 1;
      case "number" -> BY_NAME.get(name) instanceof Number n ? n : (Object) 0.5;
      case "string" -> text(owner, name, schema);
      default -> Map.of();
    };
  }

  private static Object text(String owner, String name, Schema<?> schema) {
    if ("date-time".equals(schema.getFormat())) {
      return TIME;
    }
    if (name.equals("name") && (owner.contains("Domain") || owner.contains("domain"))) {
      return "example.test";
    }
    if (name.equals("name") && owner.startsWith("Plugin")) {
      return "org.postern.pop3";
    }
    if (name.equals("id") && owner.equals("ListenerView")) {
      return "pop3s";
    }
    if (name.equals("id") && (owner.equals("Capability") || owner.equals("Component"))) {
      return "pop3";
    }
    if (name.equals("address") && owner.equals("ListenerView")) {
      return "0.0.0.0";
    }
    if (name.equals("remote") && owner.equals("EntryView")) {
      return "127.0.0.1";
    }
    if (name.equals("state") && owner.startsWith("Plugin")) {
      return "active";
    }
    return BY_NAME.get(name) instanceof String known ? known : "text";
  }

  private static String single(String name) {
    return switch (name) {
      case "members" -> "account";
      case "addresses" -> "ipBlock";
      default -> name;
    };
  }

  private Object object(String owner, Schema<?> schema, int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (schema.getProperties() != null && depth <= 8) {
      schema
          .getProperties()
          .forEach((name, property) -> members.put(name, value(owner, name, property, depth + 1)));
    }
    return members;
  }

  static String type(Schema<?> schema) {
    if (schema.getTypes() != null && !schema.getTypes().isEmpty()) {
      List<String> types = new ArrayList<>(schema.getTypes());
      types.remove("null");
      return types.isEmpty() ? "null" : types.getFirst();
    }
    return schema.getType() == null ? "any" : schema.getType();
  }
}
