package dev.tidemark.broker.group;

import java.nio.ByteBuffer;

/**
 * An assignor that a member can use, and what the member tells it.
 *
 * @param name for example {@code range} or {@code cooperative-sticky}
 * @param metadata in the assignor's own words; memory that nobody else writes to
 */
public record MemberProtocol(String name, ByteBuffer metadata) {
    public MemberProtocol {
        metadata = metadata.asReadOnlyBuffer();
    }
}
