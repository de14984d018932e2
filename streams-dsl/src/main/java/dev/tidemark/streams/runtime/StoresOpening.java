package dev.tidemark.streams.runtime;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.TaskStoresFactory;
import dev.tidemark.storage.Storage;
import java.nio.file.Path;

/** The engine that keeps an application's stores. */
@FunctionalInterface
public interface StoresOpening {

    /**
     * Opens the engine; the application closes it behind its last task.
     *
     * @param folder for stores alone, inside the application's state directory, which its process has locked
     */
    TaskStoresFactory open(Path folder, Storage storage, Clock clock, StateMemory memory);
}
