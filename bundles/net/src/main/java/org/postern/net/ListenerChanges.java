package org.postern.net;

import java.util.Optional;
import java.util.OptionalInt;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Moves listeners and switches them on and off, for good: a change is in {@code
 * conf/org.postern.net.json} when it is in force. Thread-safe.
 */
@ProviderType
public interface ListenerChanges {

  /** What is set for a listener; empty when there is none of this id. */
  Optional<Place> place(String id);

  /**
   * Puts a listener somewhere else. When it can't be opened there, it stays where it is.
   *
   * @return why not; empty when it is done
   */
  Optional<Refusal> change(String id, Place place);

  /**
   * What is set for one listener.
   *
   * @param address an IP address or {@code *}; empty for what holds for all listeners
   * @param port 1..65535, as it is; empty for the standard port with the port base added
   */
  record Place(boolean enabled, Optional<String> address, OptionalInt port) {}

  /**
   * Why a change is not made.
   *
   * @param reason for a person: what is wrong and, where that is known, who is in the way
   */
  record Refusal(Kind kind, String reason) {}

  /** What stands against a change. */
  enum Kind {
    /** No such listener. */
    NOT_FOUND,
    BAD_ADDRESS,
    BAD_PORT,
    /** It can't be opened there: in use, not allowed, or not an address of this machine. */
    NOT_POSSIBLE,
    /** The settings as they are can't be changed; their file has to be mended first. */
    BAD_SETTINGS,
    /** Settings can't be changed now. */
    UNAVAILABLE
  }
}
