package dev.tidemark.streams.runtime.commit;

import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task as a commit sees it, with nothing but inputs and a count of commits; run by the test. What it is told goes into
 * the story.
 */
final class ScriptedTask implements CommitParticipant {

    private final String name;
    private final List<TopicPartition> inputs;
    private final List<String> story;
    private boolean dirty;
    private boolean sealed;
    private long commitSeq;
    private @Nullable RuntimeException whenCommitted;
    private @Nullable TidemarkException whenSealed;
    private boolean helpless;

    ScriptedTask(String name, List<TopicPartition> inputs, List<String> story) {
        this.name = name;
        this.inputs = List.copyOf(inputs);
        this.story = story;
    }

    /** Changes something. */
    void work() {
        dirty = true;
    }

    /** Breaks when it is told that its interval is durable, as a store does whose disk is full. */
    void breaksWhenCommitted(RuntimeException failure) {
        whenCommitted = failure;
    }

    /**
     * Breaks when it is to be sealed, once.
     *
     * @param helped whether it can be helped
     */
    void breaksWhenSealed(TidemarkException failure, boolean helped) {
        whenSealed = failure;
        helpless = !helped;
    }

    /** Its positions at a count of commits: ten records each. */
    Map<TopicPartition, OffsetAndMetadata> positions(long seq) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        inputs.forEach(input -> positions.put(input, new OffsetAndMetadata(10 * seq, -1, Long.toString(seq))));
        return positions;
    }

    @Override
    public boolean dirty() {
        return dirty;
    }

    @Override
    public SealedTask seal() {
        Invariants.check(!sealed, "%s is sealed already", name);
        TidemarkException failure = whenSealed;
        if (failure != null) {
            whenSealed = null;
            throw failure;
        }
        sealed = true;
        dirty = false;
        story.add("seal " + name);
        return new SealedTask(commitSeq + 1, positions(commitSeq + 1));
    }

    @Override
    public void unsealed(TidemarkException why) {
        story.add(name + " unsealed: " + why.code());
        if (helpless) {
            throw why;
        }
    }

    @Override
    public void committed() {
        Invariants.check(sealed, "%s has nothing sealed", name);
        sealed = false;
        commitSeq++;
        story.add(name + " committed");
        if (whenCommitted != null) {
            throw whenCommitted;
        }
    }

    @Override
    public void aborted() {
        sealed = false;
        dirty = false;
        story.add(name + " aborted");
    }
}
