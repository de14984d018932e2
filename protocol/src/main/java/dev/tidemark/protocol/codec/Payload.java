package dev.tidemark.protocol.codec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a record that travels inside other messages or is stored in a topic. Its version is written in front of it by
 * whoever embeds it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Payload {
    /** The versions that can be read and written. */
    String versions();

    /** The versions with compact lengths and tagged fields (KIP-482). */
    String flexible();
}
