package dev.tidemark.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One header of a record. Immutable if nobody writes to its value; equal by content. */
public final class Header {

    private final String key;
    private final byte @Nullable [] value;

    /**
     * @param key UTF-8 on the wire; several headers of a record may have the same
     * @param value any bytes or null; not copied, so leave the array alone
     */
    public Header(String key, byte @Nullable [] value) {
        this.key = key;
        this.value = value;
    }

    /** A header whose value is text in UTF-8. */
    public static Header ofText(String key, String text) {
        return new Header(key, text.getBytes(StandardCharsets.UTF_8));
    }

    public String key() {
        return key;
    }

    /** The bytes themselves, or null. Never write to them. */
    public byte @Nullable [] value() {
        return value;
    }

    /** The value read as UTF-8, or null. */
    public @Nullable String text() {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Header that && key.equals(that.key) && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return key + "=" + text();
    }
}
