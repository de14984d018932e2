package dev.tidemark.core.id;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * Kafka's text form of a UUID: 22 characters of unpadded URL-safe base64 over its 16 bytes (KIP-516). On the wire and in
 * memory topic ids are {@link UUID}s; this form appears in {@code partition.metadata} files and on terminals.
 */
public final class KafkaUuid {

    /** The id that means "none" in requests and responses. */
    public static final UUID ZERO = new UUID(0L, 0L);

    private KafkaUuid() {}

    /** The 22 characters of an id. */
    public static String format(UUID id) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The id that {@code text} spells.
     *
     * @throws IllegalArgumentException if it is not the base64 form of 16 bytes
     */
    public static UUID parse(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length != 16) {
            throw new IllegalArgumentException("'" + text + "' spells " + bytes.length + " bytes; an id has 16");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
