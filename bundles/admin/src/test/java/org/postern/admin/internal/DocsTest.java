package org.postern.admin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.admin.internal.Client.Answer;

/** The API's description, as it is served. */
class DocsTest {

  @Test
  void everyOperationIsDescribedWithAnExampleAndItsErrors(@TempDir Path home) throws Exception {
    try (TestServer server = new TestServer(home)) {
      JsonNode api = server.anonymous().get("/openapi.json").is(200).json();
      assertEquals("3.1.0", api.get("openapi").asText());
      Set<String> ids = new HashSet<>();
      int operations = 0;
      for (var path : api.get("paths").properties()) {
        for (var verb : path.getValue().properties()) {
          JsonNode operation = verb.getValue();
          String name = verb.getKey() + " " + path.getKey();
          operations++;
          assertTrue(ids.add(operation.get("operationId").asText()), name);
          assertTrue(operation.get("responses").has("500"), name);
          for (var response : operation.get("responses").properties()) {
            JsonNode content = response.getValue().get("content");
            if (content != null) {
              for (var media : content.properties()) {
                assertTrue(media.getValue().has("example"), name + " " + response.getKey());
              }
            }
          }
        }
      }
      assertTrue(operations > 80, operations + " operations");
      assertFalse(api.toString().contains("\"$ref\":null"));
    }
  }

  @Test
  void thePageNeedsNothingFromElsewhere(@TempDir Path home) throws Exception {
    try (TestServer server = new TestServer(home)) {
      for (String path : new String[] {"/docs", "/docs/docs.js", "/docs/docs.css"}) {
        Answer file = server.anonymous().get(path, "Accept", "*/*").is(200);
        assertTrue(file.header("Content-Security-Policy").startsWith("default-src 'none'"));
        assertFalse(file.response().body().contains("http"), path);
        assertFalse(file.response().body().contains("style="), path);
      }
    }
  }
}
