package dev.tidemark.protocol.codec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component reads as where a version does not have it, or a tagged field is not there. Without it: zero, false, an
 * empty string, list or byte sequence, the zero UUID, a nested record of absent values; null for record batches.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Absent {
    /** The value as text: a number, {@code true}, a string, or {@code null}. */
    String value();
}
