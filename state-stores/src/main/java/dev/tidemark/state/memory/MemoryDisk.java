package dev.tidemark.state.memory;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the memory engine's flushes have made durable, per task; outlives the stores, so that a test or a simulation can crash
 * them and open them again. Safe from any thread, as long as a task is open once at a time.
 */
public final class MemoryDisk {

    /** One task's durable content: byte stores by name. Changed by whole flushes. */
    static final class TaskContent {
        final Map<String, NavigableMap<byte[], byte[]>> stores = new TreeMap<>();

        NavigableMap<byte[], byte[]> store(String name) {
            return stores.computeIfAbsent(name, absent -> new TreeMap<>(Arrays::compareUnsigned));
        }
    }

    private final Map<String, TaskContent> tasks = new ConcurrentHashMap<>();

    TaskContent task(String name) {
        return tasks.computeIfAbsent(name, absent -> new TaskContent());
    }

    /** The machine is gone: every task starts from nothing. */
    public void erase() {
        tasks.clear();
    }

    /**
     * Flips a bit of a durable value, as a failing disk does.
     *
     * @param store the byte store: {@code system}, or {@code store.} and a store's name
     * @param index which entry, in the order of keys
     */
    public void flip(String task, String store, int index, int bit) {
        byte[][] values = task(task).store(store).values().toArray(new byte[0][]);
        byte[] value = values[index];
        value[bit / 8] ^= (byte) (1 << (bit % 8));
    }

    /** How many entries a byte store has. */
    public int entries(String task, String store) {
        return task(task).store(store).size();
    }
}
