package dev.tidemark.streams.runtime;

import dev.tidemark.client.net.Transport;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.state.rocksdb.RocksDbStores;
import dev.tidemark.storage.Storage;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/**
 * What an application stands on besides its settings.
 *
 * @param transport to the cluster: over TCP, or in process
 * @param storage of the state directory
 * @param workers what its workers run on
 * @param stores what keeps its tasks' stores
 */
public record AppSeams(Transport transport, Clock clock, RandomGenerator random, Storage storage,
        WorkerLoops workers, StoresOpening stores) {

    /** A thread for each worker, and RocksDB. */
    public static AppSeams of(Transport transport, Clock clock, RandomGenerator random, Storage storage,
            ThreadFactory threads) {
        return new AppSeams(transport, clock, random, storage, new WorkerThreads(clock, threads), RocksDbStores::new);
    }
}
