package dev.tidemark.state.memory;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.StoreDeclaration;
import dev.tidemark.state.TaskStores;
import dev.tidemark.state.TaskStoresFactory;
import dev.tidemark.state.store.LayeredTaskStores;
import dev.tidemark.state.wrap.ReadCache;
import java.util.List;

/**
 * Opens stores in memory: for the test driver and simulations, and for apps whose state is small and may be restored at each
 * start. Shared by the workers of a process.
 */
public final class MemoryStores implements TaskStoresFactory {

    private final MemoryDisk disk;
    private final Clock clock;
    private final StateMemory memory;
    private final ReadCache cache;

    /** @param disk what outlives the stores; the caller keeps it to open them again after a crash */
    public MemoryStores(MemoryDisk disk, Clock clock, StateMemory memory) {
        this.disk = disk;
        this.clock = clock;
        this.memory = memory;
        this.cache = new ReadCache(memory.cacheBytesMax());
    }

    @Override
    public TaskStores open(String task, List<StoreDeclaration<?, ?>> declarations) {
        return new LayeredTaskStores("task " + task, declarations, new MemoryEngine(disk.task(task)), clock, memory,
                cache);
    }

    /** What was flushed stays with the disk. */
    @Override
    public void close() {}
}
