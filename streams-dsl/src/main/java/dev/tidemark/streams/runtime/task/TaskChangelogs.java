package dev.tidemark.streams.runtime.task;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.Headers;
import dev.tidemark.state.ChangeSink;
import dev.tidemark.state.StorePosition;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes what a sealed interval changed to the changelogs, and remembers which ones it wrote to. Run by the task. */
final class TaskChangelogs implements ChangeSink {

    private final Map<String, TopicPartition> changelogOf = new HashMap<>();
    private final TaskOutput output;
    private final ChangelogPositions positions;
    private final Set<String> written = new LinkedHashSet<>();
    private @Nullable String store;
    private long timestampMs;

    /** @param changelogs topic by store */
    TaskChangelogs(Map<String, String> changelogs, int taskPartition, TaskOutput output,
            ChangelogPositions positions) {
        changelogs.forEach((name, topic) -> changelogOf.put(name, new TopicPartition(topic, taskPartition)));
        this.output = output;
        this.positions = positions;
    }

    /** @param wallMs becomes the records' timestamp */
    TaskChangelogs begin(long wallMs) {
        written.clear();
        timestampMs = wallMs;
        return this;
    }

    @Override
    public void store(String name) {
        store = name;
    }

    @Override
    public void change(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
        String name = Invariants.present(store, "store of a change");
        written.add(name);
        output.write(Invariants.present(changelogOf.get(name), "changelog of " + name), timestampMs,
                ByteBuffer.wrap(key, keyOffset, keyLength),
                valueLength < 0 ? null : ByteBuffer.wrap(value, valueOffset, valueLength),
                Headers.none());
    }

    /** Where the changelogs stand that the sealed interval wrote to, now that it is committed. */
    Map<String, StorePosition> committed() {
        Map<String, StorePosition> behind = new HashMap<>();
        for (String name : written) {
            behind.put(name, positions.behind(Invariants.present(changelogOf.get(name), name)));
        }
        return behind;
    }
}
