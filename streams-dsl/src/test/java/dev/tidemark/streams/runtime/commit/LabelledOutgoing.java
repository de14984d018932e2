package dev.tidemark.streams.runtime.commit;

import dev.tidemark.client.producer.Outbox;
import dev.tidemark.client.producer.OutboxBatch;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.Headers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Batches that waiting tasks wrote, each to a topic that a test reads as its label; run by the test. */
final class LabelledOutgoing implements Outgoing {

    private final List<String> story;
    private final List<OutboxBatch> full = new ArrayList<>();
    private final List<OutboxBatch> filling = new ArrayList<>();
    private final List<OutboxBatch> behind = new ArrayList<>();

    LabelledOutgoing(List<String> story) {
        this.story = story;
    }

    /** A batch with room left. */
    void write(String label) {
        filling.add(batch(label));
    }

    /** A batch that nothing more fits into. */
    void writeFull(String label) {
        full.add(batch(label));
    }

    /** A batch that waits for all others to be acknowledged. */
    void writeBehind(String label) {
        behind.add(batch(label));
    }

    private static OutboxBatch batch(String label) {
        Outbox outbox = new Outbox(CompressionType.NONE, topic -> 1 << 20);
        outbox.append(new TopicPartition(label, 0), 0, null, ByteBuffer.wrap(new byte[]{1}), Headers.none());
        return outbox.takeAll().getFirst();
    }

    @Override
    public Collection<OutboxBatch> takeFull() {
        List<OutboxBatch> taken = List.copyOf(full);
        full.clear();
        return taken;
    }

    @Override
    public Collection<OutboxBatch> takeAll() {
        List<OutboxBatch> taken = new ArrayList<>(full);
        taken.addAll(filling);
        full.clear();
        filling.clear();
        return taken;
    }

    @Override
    public Collection<OutboxBatch> takeBehind() {
        List<OutboxBatch> taken = List.copyOf(behind);
        behind.clear();
        return taken;
    }

    @Override
    public void discard() {
        behind.clear();
        story.add("discard");
        full.clear();
        filling.clear();
    }
}
