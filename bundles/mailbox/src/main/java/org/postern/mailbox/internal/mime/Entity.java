package org.postern.mailbox.internal.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.postern.mailbox.internal.mime.HeaderFields.Field;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.Disposition;
import org.postern.mailbox.mime.Envelope;
import org.postern.mailbox.mime.Parameter;
import org.postern.mailbox.mime.Part;

/** A message or a part while its octets go by. For the parser. */
final class Entity {
  private static final int MAX_BOUNDARY = 900;
  private static final byte[] NONE = {};

  /** How what follows the header is read. */
  enum Kind {
    LEAF,
    TEXT,
    MESSAGE,
    MULTIPART
  }

  final Entity parent;
  final int depth;

  /** Whether its header is that of a message. */
  final boolean message;

  final long headerAt;
  final List<Entity> children = new ArrayList<>(2);
  long bodyAt = -1;
  long bodyEnd = -1;

  /** Line ends that had gone by when the body began, then lines of the body. */
  long lines;

  Kind kind = Kind.LEAF;

  /** Of a multipart, while it is open. */
  byte[] boundary = NONE;

  /** A multipart's last delimiter has gone by. */
  boolean ended;

  Envelope envelope = Envelope.EMPTY;
  String charset;
  private String type;
  private String subtype;
  private List<Parameter> parameters = List.of();
  private String id;
  private String description;
  private String encoding = "7BIT";
  private String md5;
  private Disposition disposition;
  private List<String> languages = List.of();
  private String location;

  Entity(Entity parent, boolean message, long headerAt) {
    this.parent = parent;
    this.depth = parent == null ? 0 : parent.depth + 1;
    this.message = message;
    this.headerAt = headerAt;
  }

  /** A part of a multipart that had none: a multipart without a part can't be told by IMAP. */
  static Entity missing(Entity parent, long at) {
    Entity entity = new Entity(parent, false, at);
    entity.header(new HeaderFields(NONE, 0), false);
    entity.bodyAt = at;
    entity.bodyEnd = at;
    return entity;
  }

  /**
   * Its header has gone by.
   *
   * @param deep whether it may have parts
   */
  void header(HeaderFields fields, boolean deep) {
    if (message) {
      envelope = fields.envelope();
    }
    id = fields.value(Field.CONTENT_ID);
    description = fields.value(Field.CONTENT_DESCRIPTION);
    md5 = fields.value(Field.CONTENT_MD5);
    location = fields.value(Field.CONTENT_LOCATION);
    languages = fields.list(Field.CONTENT_LANGUAGE);
    String transfer = fields.value(Field.CONTENT_TRANSFER_ENCODING);
    if (transfer != null) {
      String token = Parameters.parse(transfer).value();
      encoding = token.isEmpty() ? encoding : token;
    }
    String how = fields.value(Field.CONTENT_DISPOSITION);
    if (how != null) {
      Parameters parsed = Parameters.parse(how);
      if (!parsed.value().isEmpty()) {
        disposition = new Disposition(parsed.value(), parsed.parameters());
      }
    }
    type(fields.value(Field.CONTENT_TYPE));
    kind = kind(deep);
  }

  private void type(String value) {
    Parameters parsed = value == null ? null : Parameters.parse(value);
    int slash = parsed == null ? -1 : parsed.value().indexOf('/');
    if (slash > 0 && slash < parsed.value().length() - 1) {
      type = parsed.value().substring(0, slash).strip();
      subtype = parsed.value().substring(slash + 1).strip();
      parameters = parsed.parameters();
    } else if (parent != null
        && parent.kind == Kind.MULTIPART
        && parent.subtype.equalsIgnoreCase("digest")) {
      // RFC 2046 5.1.5: the default in a digest.
      type = "message";
      subtype = "rfc822";
    } else {
      plainText();
    }
  }

  /** RFC 2045 5.2: what a message is when nothing is said. */
  private void plainText() {
    type = "text";
    subtype = "plain";
    parameters = List.of(new Parameter("charset", "us-ascii"));
  }

  private Kind kind(boolean deep) {
    if (type.equalsIgnoreCase("multipart")) {
      boundary = parameter("boundary").stripTrailing().getBytes(StandardCharsets.UTF_8);
      if (deep && boundary.length > 0 && boundary.length <= MAX_BOUNDARY) {
        return Kind.MULTIPART;
      }
      boundary = NONE;
      if (deep) {
        // Nothing tells its parts apart: people can read it as it stands.
        plainText();
        return Kind.TEXT;
      }
      return opaque();
    }
    if (type.equalsIgnoreCase("message")
        && (subtype.equalsIgnoreCase("rfc822") || subtype.equalsIgnoreCase("global"))) {
      // RFC 2046 5.2.1 forbids to encode one: it can't be looked into, but it can be saved.
      return deep && !encoding.equalsIgnoreCase("base64") ? Kind.MESSAGE : opaque();
    }
    if (type.equalsIgnoreCase("text")) {
      charset = parameter("charset");
      return Kind.TEXT;
    }
    return Kind.LEAF;
  }

  private Kind opaque() {
    type = "application";
    subtype = "octet-stream";
    parameters = List.of();
    return Kind.LEAF;
  }

  private String parameter(String name) {
    for (Parameter p : parameters) {
      if (p.name().equalsIgnoreCase(name)) {
        return p.value();
      }
    }
    return "";
  }

  /** Whether its text can be shown in a list of messages; {@code html} tells how. */
  boolean previewable() {
    return kind == Kind.TEXT
        && (subtype.equalsIgnoreCase("plain") || html())
        && (disposition == null || !disposition.type().equalsIgnoreCase("attachment"));
  }

  boolean html() {
    return subtype.equalsIgnoreCase("html");
  }

  String encoding() {
    return encoding;
  }

  /** Where the last thing in it ends. */
  long contentEnd() {
    return children.isEmpty() ? 0 : children.getLast().bodyEnd;
  }

  BodyStructure structure() {
    Part part =
        new Part(
            type,
            subtype,
            parameters,
            id,
            description,
            encoding,
            md5,
            disposition,
            languages,
            location,
            headerAt,
            bodyAt - headerAt,
            bodyAt,
            bodyEnd - bodyAt);
    return switch (kind) {
      case LEAF -> new BodyStructure.Basic(part);
      case TEXT -> new BodyStructure.Text(part, lines);
      case MESSAGE -> {
        Entity inner = children.getFirst();
        yield new BodyStructure.Message(part, inner.envelope, inner.structure(), lines);
      }
      case MULTIPART ->
          new BodyStructure.Multipart(part, children.stream().map(Entity::structure).toList());
    };
  }
}
