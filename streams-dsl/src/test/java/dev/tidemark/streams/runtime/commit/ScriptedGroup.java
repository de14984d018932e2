package dev.tidemark.streams.runtime.commit;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.core.id.TopicPartition;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A group that answers when and how a test says; run by the test. What it is asked goes into the story. */
public final class ScriptedGroup implements CommitGroup {

    /** Who commits, in a round that a test calls the seventh. */
    public static final GroupMetadata MEMBER = new GroupMetadata("app", 7, "member-7", "app-1");

    private final List<String> story;
    private final ArrayDeque<CompletableFuture<@Nullable GroupMetadata>> members = new ArrayDeque<>();
    private final ArrayDeque<CompletableFuture<Map<TopicPartition, OffsetAndMetadata>>> positions = new ArrayDeque<>();

    /** @param story where each call is written down */
    public ScriptedGroup(List<String> story) {
        this.story = story;
    }

    /** Says who commits; null: one of the partitions is somebody else's. */
    public void member(@Nullable GroupMetadata member) {
        members.removeFirst().complete(member);
    }

    /** Says what is committed. */
    public void committed(Map<TopicPartition, OffsetAndMetadata> committed) {
        positions.removeFirst().complete(committed);
    }

    /** The positions cannot be read. */
    public void failed(Throwable failure) {
        positions.removeFirst().completeExceptionally(failure);
    }

    /** Questions without an answer. */
    public int waiting() {
        return members.size() + positions.size();
    }

    @Override
    public CompletionStage<@Nullable GroupMetadata> memberOwning(Set<TopicPartition> partitions) {
        story.add("member owning " + new TreeSet<>(partitions));
        CompletableFuture<@Nullable GroupMetadata> answer = new CompletableFuture<>();
        members.add(answer);
        return answer;
    }

    @Override
    public CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed(Set<TopicPartition> partitions) {
        story.add("committed of " + new TreeSet<>(partitions));
        CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> answer = new CompletableFuture<>();
        positions.add(answer);
        return answer;
    }
}
