package dev.tidemark.state.rocksdb;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.StoreDeclaration;
import dev.tidemark.state.TaskStores;
import dev.tidemark.state.TaskStoresFactory;
import dev.tidemark.state.store.LayeredTaskStores;
import dev.tidemark.state.wrap.ReadCache;
import dev.tidemark.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens stores on disk, each task in a folder of its own below {@code state.dir}. Shared by the workers of a process; close it
 * behind the last task.
 */
public final class RocksDbStores implements TaskStoresFactory {

    /** Beside the folders of tasks. */
    private static final String LIBRARY = "native";

    private final Path folder;
    private final Storage storage;
    private final Clock clock;
    private final StateMemory memory;
    private final ReadCache cache;
    private final RocksDbOptions options;
    private final Set<RocksDbEngine> open = ConcurrentHashMap.newKeySet();

    /** @param folder the application's, which its process has locked */
    public RocksDbStores(Path folder, Storage storage, Clock clock, StateMemory memory) {
        this.folder = folder;
        this.storage = storage;
        this.clock = clock;
        this.memory = memory;
        this.cache = new ReadCache(memory.cacheBytesMax());
        RocksDbLibrary.load(storage, folder.resolve(LIBRARY));
        this.options = new RocksDbOptions(memory);
    }

    @Override
    public TaskStores open(String task, List<StoreDeclaration<?, ?>> declarations) {
        Path own = folder.resolve(task);
        RocksDbEngine engine = new RocksDbEngine(own, storage, options, open::remove);
        open.add(engine);
        try {
            return new LayeredTaskStores("task " + task + " in " + own, declarations, engine, clock, memory, cache);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /** Stores that are still open then are those whose opening nobody waited for. */
    @Override
    public void close() {
        List.copyOf(open).forEach(RocksDbEngine::close);
        options.close();
    }
}
