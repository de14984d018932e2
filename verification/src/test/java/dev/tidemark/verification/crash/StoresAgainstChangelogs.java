package dev.tidemark.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.streams.StockReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Holds the stores of instances that have stopped in order to what the committed records of their changelogs add up to. Stateless. */
final class StoresAgainstChangelogs {

    /**
     * @param edge the repartition that the store is behind
     * @param sessions whether it holds sessions; else windows
     */
    private record Store(String edge, String name, boolean sessions) {}

    private static final List<Store> STORES = List.of(new Store("by-host", "host-10s", false),
            new Store("by-host", "host-1m", false), new Store("by-process", "process", true),
            new Store("by-zone", "zone-15m", false), new Store("by-zone", "zone", true));

    private StoresAgainstChangelogs() {}

    /**
     * Every store of every task is what its changelog says, on the disk of the instance that the task was given to.
     *
     * @param assigned partitions by static member
     * @return how many windows and sessions are open
     */
    static int assertEqual(String bootstrap, Map<String, Set<TopicPartition>> assigned, List<Instance> instances)
            throws Exception {
        Map<String, List<ConsumerRecord<byte[], byte[]>>> changelogs = new TreeMap<>();
        int open = 0;
        for (Store store : STORES) {
            List<ConsumerRecord<byte[], byte[]>> changelog = StockReader.readAll(bootstrap,
                    LogsAndTrips.ID + "-" + store.name() + "-changelog");
            List<ConsumerRecord<byte[], byte[]>> system = changelogs.computeIfAbsent(store.edge(),
                    edge -> StockReader.readAll(bootstrap, LogsAndTrips.ID + "-" + edge + "-system-changelog"));
            for (int partition = 0; partition < LogsAndTrips.PARTITIONS; partition++) {
                Instance owner = owner(store, partition, assigned, instances);
                Path rocksDb = task(store, partition, owner);
                Map<String, String> stored = store.sessions()
                        ? StoreFiles.sessions(rocksDb, store.name(), StoreFiles.expiredBefore(changelog, partition))
                        : StoreFiles.windowed(rocksDb, store.name());
                assertThat(stored).as("store '%s' in %s", store.name(), rocksDb)
                        .isEqualTo(store.sessions() ? StoreFiles.foldSessions(changelog, partition)
                                : StoreFiles.fold(changelog, partition));
                assertThat(StoreFiles.system(rocksDb)).as("frontiers in %s", rocksDb)
                        .isNotEmpty()
                        .isEqualTo(StoreFiles.fold(system, partition));
                open += stored.size();
            }
        }
        return open;
    }

    private static Instance owner(Store store, int partition, Map<String, Set<TopicPartition>> assigned,
            List<Instance> instances) throws Exception {
        TopicPartition input = new TopicPartition(LogsAndTrips.ID + "-" + store.edge() + "-repartition", partition);
        for (Instance instance : instances) {
            if (assigned.getOrDefault(instance.groupInstanceId(), Set.of()).contains(input)) {
                return instance;
            }
        }
        throw new AssertionError("nobody was given " + input + ": " + assigned);
    }

    private static Path task(Store store, int partition, Instance owner) throws Exception {
        for (String task : owner.tasksOnDisk()) {
            if (task.endsWith("_" + partition) && StoreFiles.has(owner.rocksDb(task), store.name())) {
                return owner.rocksDb(task);
            }
        }
        throw new AssertionError(owner.name() + " has no store '" + store.name() + "' of partition " + partition);
    }
}
