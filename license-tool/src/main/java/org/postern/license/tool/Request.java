package org.postern.license.tool;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a server tells of itself for a license: the answer of {@code GET /api/v1/license/request}.
 *
 * @param domains canonical
 */
record Request(String installId, List<String> domains, int seatsUsed) {

  /**
   * @param name a file, or {@code -}
   */
  static Request read(String name) throws IOException, Failure {
    String text =
        new String(Texts.read(name).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      JsonObject request = reader.readObject();
      return new Request(
          request.getString("installId"),
          request.getOrDefault("domains", JsonValue.EMPTY_JSON_ARRAY).asJsonArray().stream()
              .map(it -> ((JsonString) it).getString())
              .toList(),
          request.getInt("seatsUsed", 0));
    } catch (JsonException | NullPointerException | ClassCastException e) {
      throw new Failure(
          Exit.MALFORMED,
          name + " is no license request: have the customer run postern license request");
    }
  }
}
