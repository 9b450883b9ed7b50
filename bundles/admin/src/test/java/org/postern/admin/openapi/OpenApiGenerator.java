package org.postern.admin.openapi;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.jackson.TypeNameResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Contact;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postern.admin.MergePatch;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.json.Words;
import org.postern.admin.internal.rest.ProblemBody;

/**
 * Writes {@code openapi.json} when the bundle is built: paths and parameters from the resources
 * themselves, schemas from their records, the rest from {@code operations.txt}.
 */
public final class OpenApiGenerator {
  private static final String JSON = "application/json";
  private static final String REF = "#/components/schemas/";

  /** Members that may be null in an answer. */
  private static final Set<String> NULLABLE =
      Set.of(
          "AccountView.deletedAt",
          "DomainView.catchAll",
          "QuotaView.bytes",
          "QuotaView.messages",
          "AppPasswordView.expiresAt",
          "AppPasswordView.lastUsedAt",
          "AppPasswordView.password",
          "TokenView.expiresAt",
          "TokenView.lastUsedAt",
          "TokenView.token",
          "Limit.limit",
          "Limit.ratio",
          "TaskView.result",
          "TaskView.problem",
          "ConfigView.problem",
          "AliasChange.name",
          "AccountChange.name",
          "DomainChange.catchAll");

  /** Members that a request must have. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "NewDomain", List.of("name"),
          "NewAccount", List.of("address"),
          "NewAlias", List.of("address"),
          "NewAdmin", List.of("name", "role"),
          "NewToken", List.of("name"),
          "NewPassword", List.of("password"),
          "NewAppPassword", List.of("name"),
          "FirstAdmin", List.of("token"));

  private final ModelConverters converters = ModelConverters.getInstance(true);
  private final Map<String, Schema<?>> schemas = new TreeMap<>();
  private final Set<String> requests = new TreeSet<>();
  private final Operations operations = new Operations();
  private final Set<String> described = new TreeSet<>();
  private final Paths paths = new Paths();
  private final Set<String> tags = new TreeSet<>();
  private final List<Runnable> examples = new ArrayList<>();

  private OpenApiGenerator() throws IOException {
    converters.addConverter(new ModelResolver(Json31.mapper(), new Names()).openapi31(true));
  }

  /** Writes to the file that is named by the argument. */
  public static void main(String[] arguments) throws IOException {
    OpenApiGenerator generator = new OpenApiGenerator();
    for (Class<?> resource : Resources.all()) {
      generator.add(resource);
    }
    Path file = Path.of(arguments[0]);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, Json31.pretty(generator.document()) + "\n");
  }

  private static final class Names extends TypeNameResolver {
    @Override
    protected String nameForClass(Class<?> type, Set<Options> options) {
      boolean alias = type.getName().contains("AliasView$");
      return switch (type.getSimpleName()) {
        case "New" -> "NewAlias";
        case "Change" -> "AliasChange";
        case "Member" -> "AliasMember";
        case "Status" -> "HealthStatus";
        case "Progress" -> "TaskProgress";
        default -> alias ? "Alias" + type.getSimpleName() : type.getSimpleName();
      };
    }
  }

  private OpenAPI document() {
    for (String name : operations.all().keySet()) {
      if (!described.contains(name)) {
        throw new IllegalStateException("operations.txt tells of " + name + ", which is no more");
      }
    }
    String problem = ref(ProblemBody.class);
    schemas.get("ProblemBody").setDescription("What went wrong (RFC 9457).");
    schemas.forEach(this::finish);
    examples.forEach(Runnable::run);
    Components components = new Components();
    schemas.forEach(components::addSchemas);
    components.addSecuritySchemes(
        "bearer",
        new SecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("bearer")
            .description("A token that begins with pst_; see /auth/tokens."));
    errors(components, problem);
    OpenAPI api = new OpenAPI();
    api.setOpenapi("3.1.0");
    api.setInfo(
        new Info()
            .title("Postern administration")
            .version("1")
            .description(
                "Everything that can be administered. Errors are problems (RFC 9457) with a stable"
                    + " code; PATCH takes a merge patch (RFC 7396); changes need If-Match with the"
                    + " ETag that was read; lists go on with cursor; long work is a task.")
            .contact(new Contact().name("Postern").url("https://postern.example/"))
            .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
    api.setServers(List.of(new Server().url("/api/v1").description("This server")));
    api.setTags(
        tags.stream()
            .map(name -> new Tag().name(name).description(Resources.about(name)))
            .toList());
    api.setPaths(paths);
    api.setComponents(components);
    return api;
  }

  private void errors(Components components, String problem) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("400", "The request is not well-formed, or has an unknown query parameter.");
    all.put("401", "There is no right token.");
    all.put("403", "The token does not allow this.");
    all.put("404", "There is no such thing, or none that the caller may know of.");
    all.put("406", "There is no form that Accept asks for.");
    all.put("412", "Somebody changed it in the meantime; read it again.");
    all.put("413", "The body is too large.");
    all.put("415", "The body is of another media type; see Accept-Patch.");
    all.put("422", "The body is not valid; see errors.");
    all.put("428", "If-Match is missing.");
    all.put("429", "Too many failures; see Retry-After.");
    all.put("500", "A defect; the log has it under the instance id.");
    all.put("503", "A part of the server is not there now; see Retry-After.");
    all.forEach(
        (status, description) ->
            components.addResponses("E" + status, error(status, description, List.of())));
    if (!problem.endsWith("ProblemBody")) {
      throw new IllegalStateException(problem);
    }
  }

  private ApiResponse error(String status, String description, List<String> codes) {
    Map<String, Object> sample = new LinkedHashMap<>();
    String code = codes.isEmpty() ? Resources.code(status) : codes.getFirst();
    sample.put("type", "/api/v1/docs#" + code);
    sample.put("title", "What kind of problem it is");
    sample.put("status", Integer.parseInt(status));
    sample.put("detail", "What went wrong and what to do about it.");
    sample.put("instance", "urn:uuid:5f0c2c0a-6f3b-4b1e-9d0c-3a2f1b7e8d90");
    sample.put("code", code);
    return new ApiResponse()
        .description(
            codes.isEmpty() ? description : description + " Codes: " + String.join(", ", codes))
        .content(
            new Content()
                .addMediaType(
                    ProblemBody.TYPE,
                    new MediaType()
                        .schema(new Schema<>().$ref(REF + "ProblemBody"))
                        .example(sample)));
  }

  private void add(Class<?> resource) {
    String root = resource.getAnnotation(jakarta.ws.rs.Path.class).value();
    Method[] methods = resource.getDeclaredMethods();
    Arrays.sort(methods, java.util.Comparator.comparing(Method::getName));
    for (Method method : methods) {
      for (Annotation annotation : method.getAnnotations()) {
        HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
        if (verb != null) {
          jakarta.ws.rs.Path sub = method.getAnnotation(jakarta.ws.rs.Path.class);
          add(resource, method, verb.value(), root + (sub == null ? "" : sub.value()));
        }
      }
    }
  }

  private void add(Class<?> resource, Method method, String verb, String path) {
    String name = verb + " " + path;
    Operations.Operation about = operations.all().get(name);
    if (about == null) {
      throw new IllegalStateException("operations.txt tells nothing of " + name);
    }
    described.add(name);
    String tag = path.split("/")[1].replace(".json", "");
    tags.add(tag);
    Operation operation = new Operation();
    operation.setOperationId(
        resource.getSimpleName().replace("Resource", "") + "_" + method.getName());
    operation.setSummary(about.summary());
    operation.addTagsItem(tag);
    RequiresScope scope = method.getAnnotation(RequiresScope.class);
    operation.setDescription(
        about.summary()
            + (scope == null ? ". Needs no token." : ". Needs the scope `" + scope.value() + "`.")
            + (scope != null && !scope.self().isEmpty() ? " An account may, for itself." : ""));
    operation.setSecurity(
        scope == null ? List.of() : List.of(new SecurityRequirement().addList("bearer")));
    parameters(operation, method, verb, about);
    ApiResponses responses = new ApiResponses();
    boolean body = body(operation, method, about);
    responses.addApiResponse(Integer.toString(about.status()), success(method, verb, about));
    Set<String> statuses = new TreeSet<>(Set.of("500", "503"));
    if (scope != null) {
      statuses.addAll(Set.of("401", "403", "429"));
    }
    if (path.contains("{")) {
      statuses.add("404");
    }
    if (about.status() != 204) {
      statuses.add("406");
    }
    statuses.add("400");
    if (body) {
      statuses.addAll(Set.of("413", "415", "422"));
    }
    if (about.tag()) {
      statuses.addAll(Set.of("412", "428"));
    }
    if (!about.free().isEmpty()) {
      statuses.add("412");
    }
    statuses.addAll(about.codes().keySet());
    for (String status : statuses) {
      List<String> codes = about.codes().get(status);
      responses.addApiResponse(
          status,
          codes == null
              ? new ApiResponse().$ref("#/components/responses/E" + status)
              : error(status, "Refused.", codes));
    }
    operation.setResponses(responses);
    PathItem item = paths.computeIfAbsent(path, _ -> new PathItem());
    item.operation(PathItem.HttpMethod.valueOf(verb), operation);
  }

  private static Schema<?> string() {
    return new Schema<>().types(Set.of("string"));
  }

  private void parameters(
      Operation operation, Method method, String verb, Operations.Operation about) {
    for (java.lang.reflect.Parameter parameter : method.getParameters()) {
      if (parameter.isAnnotationPresent(PathParam.class)) {
        String name = parameter.getAnnotation(PathParam.class).value();
        operation.addParametersItem(
            new Parameter()
                .in("path")
                .name(name)
                .required(true)
                .description(Resources.parameter(name))
                .schema(string()));
      } else if (parameter.isAnnotationPresent(QueryParam.class)) {
        String name = parameter.getAnnotation(QueryParam.class).value();
        operation.addParametersItem(query(name, string()));
      } else if (parameter.isAnnotationPresent(BeanParam.class)) {
        Schema<?> limit = new Schema<>().types(Set.of("integer"));
        limit.setMinimum(java.math.BigDecimal.ONE);
        limit.setMaximum(java.math.BigDecimal.valueOf(500));
        limit.setDefault(50);
        operation.addParametersItem(query("limit", limit));
        for (String name : List.of("cursor", "sort", "q")) {
          operation.addParametersItem(query(name, string()));
        }
      }
    }
    if (about.tag()) {
      operation.addParametersItem(header("If-Match", "The ETag that was read.", true));
    }
    if (!about.free().isEmpty()) {
      operation.addParametersItem(
          header("If-Match", "The ETag that was read. Not needed: " + about.free() + ".", false));
    }
    if (verb.equals("POST")) {
      operation.addParametersItem(
          header("Idempotency-Key", "Makes the call once, however often it is sent.", false));
    }
    if (about.status() == 202 || about.type().equals("TaskView")) {
      operation.addParametersItem(
          header("Prefer", "wait=N waits up to N seconds (60) for the end of a task.", false));
    }
  }

  private static Parameter query(String name, Schema<?> schema) {
    return new Parameter()
        .in("query")
        .name(name)
        .description(Resources.parameter(name))
        .schema(schema);
  }

  private static Parameter header(String name, String description, boolean required) {
    return new Parameter()
        .in("header")
        .name(name)
        .required(required)
        .description(description)
        .schema(string());
  }

  private boolean body(Operation operation, Method method, Operations.Operation about) {
    for (java.lang.reflect.Parameter parameter : method.getParameters()) {
      if (parameter.isAnnotationPresent(Context.class)
          || parameter.isAnnotationPresent(PathParam.class)
          || parameter.isAnnotationPresent(QueryParam.class)
          || parameter.isAnnotationPresent(BeanParam.class)) {
        continue;
      }
      boolean patch = !about.body().isEmpty();
      String media = patch ? MergePatch.TYPE : JSON;
      Schema<?> schema = patch ? schema(about.body()) : schema(parameter.getType());
      if (schema.get$ref() != null && !about.type().equals(about.body())) {
        requests.add(schema.get$ref().substring(REF.length()));
      }
      MediaType content = new MediaType().schema(schema);
      examples.add(() -> content.setExample(new Samples(schemas).of(schema)));
      operation.setRequestBody(
          new RequestBody()
              .required(true)
              .description(patch ? "A merge patch: null removes." : "What to make.")
              .content(new Content().addMediaType(media, content)));
      return true;
    }
    return false;
  }

  private ApiResponse success(Method method, String verb, Operations.Operation about) {
    ApiResponse response = new ApiResponse().description(about.summary() + ".");
    if (about.status() == 201 || about.status() == 202) {
      response.addHeaderObject(
          "Location", new Header().description("Where it is.").schema(string()));
    }
    if (about.tag() || about.status() == 201) {
      response.addHeaderObject("ETag", new Header().description("For If-Match.").schema(string()));
    }
    if (about.type().isEmpty()) {
      return response;
    }
    if (about.type().contains("/")) {
      MediaType content = new MediaType().schema(string()).example("text");
      return response.content(new Content().addMediaType(about.type(), content));
    }
    Schema<?> item = schema(about.type());
    Schema<?> schema = item;
    if (about.listing()) {
      String name = "ListOf" + item.get$ref().substring(REF.length());
      Schema<?> list = new Schema<>().types(Set.of("object"));
      Schema<?> items = new Schema<>().types(Set.of("array"));
      items.setItems(item);
      list.addProperty("items", items);
      list.addProperty("next", new Schema<>().types(new TreeSet<>(Set.of("string", "null"))));
      list.setRequired(List.of("items", "next"));
      list.setDescription("A part of a list; next is the cursor of the part after it.");
      schemas.put(name, list);
      schema = new Schema<>().$ref(REF + name);
      response.addHeaderObject(
          "Link", new Header().description("rel=next, where there is more.").schema(string()));
    }
    MediaType content = new MediaType().schema(schema);
    Schema<?> shown = schema;
    examples.add(() -> content.setExample(new Samples(schemas).of(shown)));
    Produces produces = method.getAnnotation(Produces.class);
    return response.content(
        new Content().addMediaType(produces == null ? JSON : produces.value()[0], content));
  }

  private Schema<?> schema(String type) {
    return type.equals("Object")
        ? new Schema<>().types(Set.of("object"))
        : schema(Resources.type(type));
  }

  private Schema<?> schema(Class<?> type) {
    return new Schema<>().$ref(ref(type));
  }

  private String ref(Class<?> type) {
    var resolved = converters.resolveAsResolvedSchema(new AnnotatedType(type).resolveAsRef(true));
    resolved.referencedSchemas.forEach((name, schema) -> schemas.putIfAbsent(name, schema));
    return resolved.schema.get$ref();
  }

  /** What Jackson can't tell: constants as they are written, what is null, what is required. */
  private void finish(String name, Schema<?> schema) {
    words(schema);
    if (schema.getProperties() == null) {
      return;
    }
    schema
        .getProperties()
        .forEach(
            (member, property) -> {
              words(property);
              if (NULLABLE.contains(name + "." + member)) {
                nullable(property);
              }
            });
    if (requests.contains(name)) {
      schema.setRequired(REQUIRED.get(name));
    } else if (name.equals("ProblemBody")) {
      schema.getProperties().remove("members");
      schema.setRequired(List.of("type", "title", "status", "detail", "instance", "code"));
    } else if (!name.startsWith("ListOf")) {
      schema.setRequired(List.copyOf(schema.getProperties().keySet()));
    }
    if (schema.getDescription() == null) {
      schema.setDescription(Resources.describe(name));
    }
  }

  private static void nullable(Schema<?> schema) {
    if (schema.get$ref() == null) {
      schema.setTypes(new TreeSet<>(Set.of(Samples.type(schema), "null")));
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a schema's enum is of the schema's type
  private static void words(Schema schema) {
    if (schema.getEnum() != null) {
      List<Object> all = new ArrayList<>();
      for (Object constant : schema.getEnum()) {
        all.add(
            constant instanceof Enum<?> e
                ? Words.of(e)
                : constant.toString().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
      }
      schema.setEnum(all);
    }
    if (schema.getItems() != null) {
      words(schema.getItems());
    }
  }
}
