package org.postern.mailbox.mime;

import java.util.List;
import java.util.Optional;

/**
 * What every body part has. Places are octets from the beginning of the whole message, so that
 * everything that can be fetched of it is a range of the stored octets.
 *
 * @param type media type as it was spelled, or the default one
 * @param id Content-ID; null when there is none, like the next one
 * @param description Content-Description
 * @param encoding Content-Transfer-Encoding without comments; {@code 7BIT} when there is none
 * @param md5 Content-MD5; null when there is none
 * @param disposition null when there is none
 * @param languages Content-Language, empty when there is none
 * @param location Content-Location; null when there is none
 * @param headerAt where its header begins: MIME header of a part, header of a message
 * @param headerLength octets of the header with the blank line that ends it
 * @param bodyAt where its body begins
 * @param bodyLength octets of the body, still encoded
 */
public record Part(
    String type,
    String subtype,
    List<Parameter> parameters,
    String id,
    String description,
    String encoding,
    String md5,
    Disposition disposition,
    List<String> languages,
    String location,
    long headerAt,
    long headerLength,
    long bodyAt,
    long bodyLength) {

  /** Whether this is the media type, in any case. */
  public boolean is(String type, String subtype) {
    return this.type.equalsIgnoreCase(type) && this.subtype.equalsIgnoreCase(subtype);
  }

  /** The parameter of Content-Type of this name in any case, as it stands there. */
  public Optional<String> parameter(String name) {
    return parameters.stream()
        .filter(p -> p.name().equalsIgnoreCase(name))
        .map(Parameter::value)
        .findFirst();
  }
}
