package dev.tidemark.protocol.codec;

import dev.tidemark.protocol.ApiKey;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a record as the request or response of an API.
 *
 * Version ranges are written {@code 4-18}, {@code 3+} (from 3 on), {@code 7} or {@code none}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Api {
    /** The API it belongs to. */
    ApiKey key();

    /** The versions that can be read and written. */
    String versions();

    /** The versions with compact lengths and tagged fields (KIP-482). */
    String flexible();
}
