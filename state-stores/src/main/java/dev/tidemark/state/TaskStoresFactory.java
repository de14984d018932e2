package dev.tidemark.state;

import java.util.List;

/**
 * Opens the stores of tasks in one engine; shared by the workers of a process, each call run by the task's worker. See
 * {@code state.rocksdb.RocksDbStores} and {@code state.memory.MemoryStores}.
 */
public interface TaskStoresFactory extends AutoCloseable {

    /**
     * Opens a task's stores with what its last checkpoint left.
     *
     * @param task the task's name in folders and messages, such as {@code 0_3}
     * @param declarations all stores of the task
     */
    TaskStores open(String task, List<StoreDeclaration<?, ?>> declarations);

    /**
     * Opens ahead what a last run left here, since it will most likely be asked for: by the starting thread, while workers ask the cluster. What goes wrong
     * is left to whoever opens the stores.
     */
    default void openAhead() {}

    /** Closes what was opened ahead and nobody has asked for: its tasks run elsewhere. Any thread. */
    default void closeAhead() {}

    /** Closes what is still open, as a crash would, and the engine; nobody may use it any more. */
    @Override
    void close();
}
