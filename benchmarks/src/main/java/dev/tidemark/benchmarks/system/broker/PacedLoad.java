package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.cli.StderrLogging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.HdrHistogram.Histogram;

/**
 * The load of {@code latency} as a process of its own: a producer and a consumer of kafka-clients, the same on either side. One process,
 * so that one clock tells when a record was due and when it came.
 */
final class PacedLoad {

    private PacedLoad() {}

    /** Arguments: bootstrap server, topic, partitions, bytes, records per second, seconds of warm-up, seconds, file for the {@link LoadResult}. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        StderrLogging.onlyErrors();
        Pace pace = new Pace(Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]), Integer.parseInt(
                arguments[6]));
        int partitions = Integer.parseInt(arguments[2]);
        try (PacedConsumer consumer = new PacedConsumer(arguments[0], arguments[1], partitions, "read_uncommitted",
                pace);
                PacedProducer producer = new PacedProducer(arguments[0], arguments[1], partitions, 0, Integer.parseInt(
                        arguments[3]), pace)) {
            FutureTask<Histogram> received = new FutureTask<>(consumer::receiveAll);
            Thread receiver = new Thread(received, "receiver");
            receiver.setDaemon(true); // a producer that fails ends the process
            receiver.start();
            producer.sendAll();
            new LoadResult(pace.records() - pace.counted(), received.get()).write(Path.of(arguments[7]));
        }
    }
}
