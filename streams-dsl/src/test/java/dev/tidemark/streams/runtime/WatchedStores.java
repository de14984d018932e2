package dev.tidemark.streams.runtime;

import dev.tidemark.state.Admission;
import dev.tidemark.state.ChangeSink;
import dev.tidemark.state.ChangelogFacts;
import dev.tidemark.state.CheckpointTrigger;
import dev.tidemark.state.KeyValueStore;
import dev.tidemark.state.MemoryPressure;
import dev.tidemark.state.SessionStore;
import dev.tidemark.state.StorePosition;
import dev.tidemark.state.StoreRestore;
import dev.tidemark.state.TaskStores;
import dev.tidemark.state.TimerStore;
import dev.tidemark.state.VersionedStore;
import dev.tidemark.state.WindowStore;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A task's stores whose opening, commits and closing go into a story; run by the test. */
final class WatchedStores implements TaskStores {

    private final String task;
    private final TaskStores stores;
    private final List<String> story;
    private final Function<Step, @Nullable RuntimeException> fails;
    private final BooleanSupplier goesOn;

    /** Where a test can let stores fail. */
    enum Step {
        SEAL, CHECKPOINT, TRIM, CLOSE
    }

    /**
     * @param fails what a step throws, or null
     * @param goesOn whether there is more of a checkpoint to write
     */
    WatchedStores(String task, TaskStores stores, List<String> story, Function<Step, @Nullable RuntimeException> fails,
            BooleanSupplier goesOn) {
        this.task = task;
        this.stores = stores;
        this.story = story;
        this.fails = fails;
        this.goesOn = goesOn;
    }

    @Override
    public <K, V> KeyValueStore<K, V> keyValue(String name) {
        return stores.keyValue(name);
    }

    @Override
    public <K, V> WindowStore<K, V> windowed(String name) {
        return stores.windowed(name);
    }

    @Override
    public <K, V> SessionStore<K, V> sessions(String name) {
        return stores.sessions(name);
    }

    @Override
    public <K, V> VersionedStore<K, V> versioned(String name) {
        return stores.versioned(name);
    }

    @Override
    public <K> TimerStore<K> timers(String name) {
        return stores.timers(name);
    }

    @Override
    public @Nullable StorePosition position(String store) {
        return stores.position(store);
    }

    @Override
    public Admission admit(String store, ChangelogFacts facts) {
        return stores.admit(store, facts);
    }

    @Override
    public StoreRestore restore(String store) {
        return stores.restore(store);
    }

    @Override
    public boolean dirty() {
        return stores.dirty();
    }

    @Override
    public void seal(long n, ChangeSink sink) {
        fail(Step.SEAL);
        stores.seal(n, sink);
    }

    @Override
    public void committed(long n, Map<String, StorePosition> positions) {
        story.add("committed " + task + " " + n);
        stores.committed(n, positions);
    }

    @Override
    public void aborted() {
        story.add("aborted " + task);
        stores.aborted();
    }

    @Override
    public @Nullable CheckpointTrigger checkpointIfDue() {
        fail(Step.CHECKPOINT);
        CheckpointTrigger trigger = stores.checkpointIfDue();
        if (trigger != null) {
            story.add("checkpoint " + task + " " + trigger);
        }
        return trigger;
    }

    @Override
    public boolean checkpointStep(int most) {
        if (goesOn.getAsBoolean()) {
            story.add("checkpoint goes on " + task + ", at most " + most);
            return true;
        }
        return stores.checkpointStep(most);
    }

    @Override
    public void checkpoint(CheckpointTrigger trigger) {
        stores.checkpoint(trigger);
    }

    @Override
    public MemoryPressure pressure() {
        return stores.pressure();
    }

    @Override
    public long trimmableBefore(String store) {
        fail(Step.TRIM);
        return stores.trimmableBefore(store);
    }

    @Override
    public void trimmed(String store, long beforeOffset) {
        stores.trimmed(store, beforeOffset);
    }

    @Override
    public void close(boolean clean) {
        story.add((clean ? "close " : "close as it is ") + task);
        stores.close(clean);
        fail(Step.CLOSE);
    }

    private void fail(Step step) {
        RuntimeException failure = fails.apply(step);
        if (failure != null) {
            throw failure;
        }
    }
}
