package dev.tidemark.protocol.codec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The component is a tagged field: written only if it differs from its absent value, and skipped by readers that do not know
 * the tag.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Tagged {
    /**
     * Tags from here on are this project's own: Kafka numbers its tags from 0 upwards, and a reader skips those that it does not know. What they carry
     * is told to our own tools and never needed to understand the rest.
     */
    int OWN = 10_000;

    /** The tag. */
    int value();
}
