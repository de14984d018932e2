package dev.tidemark.state.rocksdb;

import dev.tidemark.core.failure.TidemarkException;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens stores on disk, each task in a folder of its own below {@code state.dir}. Shared by the workers of a process; close it
 * behind the last task.
 */
public final class RocksDbStores implements TaskStoresFactory {

    private static final Logger LOG = LoggerFactory.getLogger(RocksDbStores.class);
    /** Beside the folders of tasks. */
    private static final String LIBRARY = "native";

    private final Path folder;
    private final Storage storage;
    private final Clock clock;
    private final StateMemory memory;
    private final ReadCache cache;
    private final RocksDbOptions options;
    private final Set<RocksDbEngine> open = ConcurrentHashMap.newKeySet();
    /** Nothing is opened ahead of a task that somebody has opened. */
    private static final CompletableFuture<@Nullable RocksDbEngine> TAKEN = CompletableFuture.completedFuture(null);

    /** What is opened ahead, or just being opened, by task. */
    private final Map<String, CompletableFuture<@Nullable RocksDbEngine>> ahead = new ConcurrentHashMap<>();

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
    public void openAhead() {
        for (String task : storage.list(folder)) {
            CompletableFuture<@Nullable RocksDbEngine> place = new CompletableFuture<>();
            if (RocksDbEngine.isIn(folder.resolve(task), storage) && ahead.putIfAbsent(task, place) == null) {
                RocksDbEngine engine = null;
                try {
                    engine = engine(task);
                } catch (TidemarkException e) {
                    LOG.debug("{} cannot be opened ahead", task, e);
                } finally {
                    place.complete(engine);
                }
            }
        }
    }

    @Override
    public void closeAhead() {
        // within the map's lock of the task, or whoever opens it meanwhile would find it in use
        ahead.keySet().forEach(task -> ahead.computeIfPresent(task, (_, place) -> {
            if (!place.isDone()) {
                return place;
            }
            RocksDbEngine engine = place.join();
            if (engine != null) {
                engine.close();
            }
            return TAKEN;
        }));
    }

    private RocksDbEngine engine(String task) {
        RocksDbEngine engine = new RocksDbEngine(folder.resolve(task), storage, options, open::remove);
        open.add(engine);
        return engine;
    }

    /** The one that was opened ahead, or a new one. */
    private RocksDbEngine taken(String task) {
        CompletableFuture<@Nullable RocksDbEngine> place = ahead.put(task, TAKEN);
        RocksDbEngine engine = place == null ? null : place.join();
        return engine == null ? engine(task) : engine;
    }

    @Override
    public TaskStores open(String task, List<StoreDeclaration<?, ?>> declarations) {
        Path own = folder.resolve(task);
        RocksDbEngine engine = taken(task);
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
