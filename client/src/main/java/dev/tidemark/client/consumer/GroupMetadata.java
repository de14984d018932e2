package dev.tidemark.client.consumer;

import org.jspecify.annotations.Nullable;

/**
 * Who commits offsets, so that a member of an older generation is fenced (KIP-447).
 *
 * @param generation -1 outside a generation
 * @param memberId empty outside a generation
 * @param groupInstanceId the static member's name, or null
 */
public record GroupMetadata(String groupId, int generation, String memberId, @Nullable String groupInstanceId) {

    /** For a committer that is no member: {@code assign}ed partitions. */
    public static GroupMetadata none(String groupId) {
        return new GroupMetadata(groupId, -1, "", null);
    }
}
