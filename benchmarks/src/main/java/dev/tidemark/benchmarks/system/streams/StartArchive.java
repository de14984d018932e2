package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.broker.Pace;
import dev.tidemark.benchmarks.system.broker.PacedProducer;
import dev.tidemark.benchmarks.system.run.Site;
import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The archive of an application's loaded and linked classes (JEP 483, JEP 514), with which a deployment lets its JVMs start faster: ours as the peer's. It is
 * made by a run of the application that does what is measured later: it finds a store, restores it, and handles updates for some seconds. Immutable.
 *
 * @param file null: there is none
 */
record StartArchive(@Nullable Path file) {

    private static final int KEYS = 100_000;
    private static final int UPDATES_SECONDS = 10;
    /** Without profiles of methods: with them all that was ever hot is compiled at once, and takes the processors from what starts. */
    private static final List<String> NO_PROFILES = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining");
    /** Nobody looks through the whole class path for a logger, nor finds out at length by what means buffers outside of the heap could be freed. */
    private static final List<String> NOT_LOOKING = List.of("-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider",
            "-Dio.netty.allocator.type=unpooled", "-Dio.netty.noUnsafe=false", "--sun-misc-unsafe-memory-access=allow");

    /** None: the JVM loads each class from its jar. */
    static final StartArchive NONE = new StartArchive(null);

    /** Makes one, in a folder. */
    static StartArchive make(Deployment deployment, Program program, Map<String, String> settings, int partitions,
            int perSecond, Site site, Path folder) throws IOException, InterruptedException, ExecutionException {
        Path file = folder.resolve(deployment.label() + ".aot");
        Path run = Files.createDirectories(folder.resolve("making"));
        try (TwoProcesses deployed = TwoProcesses.start(deployment, program, site.projectRoot(), run, null);
                KeyedOrders orders = new KeyedOrders(deployed.bootstrap(), partitions, KEYS).createTopics()) {
            deployed.appSettings(settings);
            deployed.startApp();
            orders.write(KEYS);
            orders.awaitCommitted(program, deployed, KEYS, () -> {});
            deployed.killApp();
            List<String> flags = new ArrayList<>(NO_PROFILES);
            flags.addAll(NOT_LOOKING);
            flags.add("-XX:AOTCacheOutput=" + file);
            deployed.appFlags(flags);
            deployed.startApp();
            try (PacedProducer updates = new PacedProducer(deployed.bootstrap(), Program.ORDERS, partitions, KEYS,
                    KeyedOrders.VALUE_BYTES, new Pace(perSecond, 0, UPDATES_SECONDS))) {
                updates.sendAll();
            }
            orders.awaitCommitted(program, deployed, KEYS + (long) perSecond * UPDATES_SECONDS, () -> {});
            deployed.stopApp();
            if (!Files.exists(file)) {
                throw new IllegalStateException("the JVM made no archive:\n" + String.join("\n", deployed.said()));
            }
        } finally {
            new DiskStorage().deleteTree(run);
        }
        return new StartArchive(file);
    }

    /** What the application's JVM is told. */
    List<String> flags() {
        if (file == null) {
            return List.of();
        }
        List<String> flags = new ArrayList<>(NOT_LOOKING);
        flags.add("-XX:AOTCache=" + file);
        return flags;
    }

    /** For a heading. */
    String text() {
        return file == null ? ""
                : "; applications also -XX:AOTCache, made with " + String.join(" ", NO_PROFILES) + ", and "
                        + String.join(" ", NOT_LOOKING);
    }
}
