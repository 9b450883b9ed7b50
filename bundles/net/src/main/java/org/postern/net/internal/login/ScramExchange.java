package org.postern.net.internal.login;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postern.directory.Authenticator;
import org.postern.net.Connection;
import org.postern.net.Login;

/** SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677), the server's side. */
final class ScramExchange implements Login.Exchange {
  private static final int NONCE = 18;

  private enum State {
    CLIENT_FIRST,
    CLIENT_FINAL,
    ACKNOWLEDGEMENT,
    OVER
  }

  /** A message that is not SCRAM, or not possible here. */
  private static final class BadMessage extends Exception {
    private static final long serialVersionUID = 1;

    BadMessage(String what) {
      super(what);
    }
  }

  private final LoginService service;
  private final Connection connection;
  private final String protocol;
  private final boolean plus;
  private final boolean plusOffered;
  private State state = State.CLIENT_FIRST;
  private String login = "";
  private String gs2Header;
  private Optional<byte[]> binding = Optional.empty();
  private String clientFirstBare;
  private String serverFirst;
  private String nonce;
  private Authenticator.Scram verifier;
  private long moment;
  private Authenticator.Result proven;

  ScramExchange(
      LoginService service,
      Connection connection,
      String protocol,
      boolean plus,
      boolean plusOffered) {
    this.service = service;
    this.connection = connection;
    this.protocol = protocol;
    this.plus = plus;
    this.plusOffered = plusOffered;
  }

  @Override
  public boolean clientFirst() {
    return true;
  }

  @Override
  public Login.Step next(byte[] response) {
    State now = state;
    state = State.OVER;
    try {
      String text = PlainExchange.text(response).orElseThrow(() -> new BadMessage("not UTF-8"));
      return switch (now) {
        case CLIENT_FIRST -> first(text);
        case CLIENT_FINAL -> last(text);
        case ACKNOWLEDGEMENT -> acknowledged(text);
        case OVER -> throw new BadMessage("the exchange is over");
      };
    } catch (BadMessage e) {
      return done(new Login.Outcome.Refused(Login.Reason.MALFORMED, "SCRAM: " + e.getMessage()));
    }
  }

  private Login.Step done(Login.Outcome outcome) {
    return new Login.Step.Done(service.counted(protocol, login, connection, outcome));
  }

  /** client-first-message: {@code gs2-header "n=" name ",r=" nonce}. */
  private Login.Step first(String text) throws BadMessage {
    String[] parts = text.split(",", -1);
    if (parts.length < 4) {
      throw new BadMessage("the first message is incomplete");
    }
    binding = binding(parts[0]);
    gs2Header = parts[0] + "," + parts[1] + ",";
    clientFirstBare = text.substring(gs2Header.length());
    if (parts[2].startsWith("m=")) {
      throw new BadMessage("an extension is required that is not known"); // RFC 5802 5.1
    }
    login = name(value(parts[2], "n="));
    String authorizationId = parts[1].isEmpty() ? login : name(value(parts[1], "a="));
    String clientNonce = value(parts[3], "r=");
    if (clientNonce.isEmpty() || !printable(clientNonce)) {
      throw new BadMessage("the nonce is empty or not printable");
    }
    if (!authorizationId.equals(login)) {
      return done(
          new Login.Outcome.Refused(
              Login.Reason.NOT_ALLOWED, "logging in for somebody else is not possible"));
    }
    Optional<Login.Outcome.Refused> obstacle = service.obstacle(connection, login);
    if (obstacle.isPresent()) {
      return done(obstacle.get());
    }
    moment = service.moment();
    return service.asking(directory -> salted(directory, clientNonce), this::done);
  }

  private Login.Step salted(Authenticator directory, String clientNonce) {
    // A name that does not exist has a verifier too, one that no proof satisfies (RFC 5802 9).
    Optional<Authenticator.Scram> found = directory.scram(service.baseName(login));
    if (found.isEmpty()) {
      return done(LoginService.UNAVAILABLE);
    }
    verifier = found.get();
    byte[] own = new byte[NONCE];
    new SecureRandom().nextBytes(own);
    nonce = clientNonce + base64(own);
    serverFirst = "r=" + nonce + ",s=" + base64(verifier.salt()) + ",i=" + verifier.iterations();
    state = State.CLIENT_FINAL;
    return challenge(serverFirst);
  }

  /** The channel binding data that a gs2-cbind-flag asks for (RFC 5802 6). */
  private Optional<byte[]> binding(String flag) throws BadMessage {
    if (plus != flag.startsWith("p=")) {
      throw new BadMessage("the channel binding flag does not fit the mechanism");
    }
    return switch (flag) {
      case "n" -> Optional.empty();
      case "y" -> {
        // The client could bind but believes that we can't: somebody took it off our list.
        if (plusOffered) {
          throw new BadMessage(
              "channel binding was offered: a downgrade attack, or a wrong client");
        }
        yield Optional.empty();
      }
      case "p=tls-server-end-point" ->
          Optional.of(
              connection
                  .tls()
                  .map(Connection.Tls::serverEndPoint)
                  .filter(data -> data.length > 0)
                  .orElseThrow(() -> new BadMessage("no tls-server-end-point here")));
      case "p=tls-exporter" ->
          Optional.of(
              connection
                  .tls()
                  .flatMap(Connection.Tls::exporter)
                  .orElseThrow(() -> new BadMessage("no tls-exporter here")));
      default -> throw new BadMessage("this channel binding is not known");
    };
  }

  /** client-final-message: {@code "c=" gs2-header+data ",r=" nonce [,ext] ",p=" proof}. */
  private Login.Step last(String text) throws BadMessage {
    int at = text.lastIndexOf(",p=");
    if (at < 0) {
      throw new BadMessage("the proof is missing");
    }
    String withoutProof = text.substring(0, at);
    String[] parts = withoutProof.split(",", -1);
    if (parts.length < 2) {
      throw new BadMessage("the final message is incomplete");
    }
    byte[] header = decode(value(parts[0], "c="));
    byte[] proof = decode(text.substring(at + 3));
    byte[] expected =
        concat(gs2Header.getBytes(StandardCharsets.UTF_8), binding.orElse(new byte[0]));
    String authMessage = clientFirstBare + "," + serverFirst + "," + withoutProof;
    Optional<Authenticator.Key> key = proven(proof, authMessage.getBytes(StandardCharsets.UTF_8));
    boolean right = key.isPresent();
    right &= MessageDigest.isEqual(header, expected);
    right &=
        MessageDigest.isEqual(
            value(parts[1], "r=").getBytes(StandardCharsets.UTF_8),
            nonce.getBytes(StandardCharsets.UTF_8));
    if (!right) {
      return done(service.failed(connection, login));
    }
    return service.asking(directory -> admitted(directory, key.get(), authMessage), this::done);
  }

  private Login.Step admitted(Authenticator directory, Authenticator.Key key, String authMessage) {
    proven =
        directory.admit(
            service.baseName(login), key.credential(), protocol, connection.remote().getAddress());
    if (!(proven instanceof Authenticator.Result.Granted)) {
      return done(service.settle(connection, protocol, login, proven, moment));
    }
    byte[] signature = hmac(key.serverKey(), authMessage.getBytes(StandardCharsets.UTF_8));
    state = State.ACKNOWLEDGEMENT;
    return challenge("v=" + base64(signature));
  }

  /** Which secret a proof is of; looks at all, so that the time does not tell which. */
  private Optional<Authenticator.Key> proven(byte[] proof, byte[] authMessage) throws BadMessage {
    Authenticator.Key found = null;
    for (Authenticator.Key key : verifier.keys()) {
      if (proves(proof, key.storedKey(), authMessage)) {
        found = key;
      }
    }
    return Optional.ofNullable(found);
  }

  private static boolean proves(byte[] proof, byte[] storedKey, byte[] authMessage)
      throws BadMessage {
    byte[] signature = hmac(storedKey, authMessage);
    if (proof.length != signature.length) {
      throw new BadMessage("the proof has a wrong length");
    }
    byte[] clientKey = new byte[proof.length];
    for (int i = 0; i < proof.length; i++) {
      clientKey[i] = (byte) (proof[i] ^ signature[i]);
    }
    return MessageDigest.isEqual(sha256(clientKey), storedKey);
  }

  /** The client has nothing to add once it has our signature (RFC 4422 3.6). */
  private Login.Step acknowledged(String text) throws BadMessage {
    if (!text.isEmpty()) {
      throw new BadMessage("nothing was expected any more");
    }
    return done(service.settle(connection, protocol, login, proven, moment));
  }

  private static String value(String attribute, String prefix) throws BadMessage {
    if (!attribute.startsWith(prefix)) {
      throw new BadMessage("expected " + prefix);
    }
    return attribute.substring(prefix.length());
  }

  /** saslname (RFC 5802 5.1): {@code =2C} is a comma and {@code =3D} an equals sign. */
  private static String name(String encoded) throws BadMessage {
    String rest = encoded.replace("=2C", ",").replace("=3D", "\0");
    if (rest.indexOf('=') >= 0 || encoded.isEmpty() || encoded.indexOf('\0') >= 0) {
      throw new BadMessage("the name is empty or wrongly encoded");
    }
    return rest.replace('\0', '=');
  }

  private static boolean printable(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 127);
  }

  private static byte[] decode(String base64) throws BadMessage {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new BadMessage("not base64");
    }
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }

  private static Login.Step challenge(String text) {
    return new Login.Step.Challenge(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
