package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.broker.LoadResult;
import dev.tidemark.benchmarks.system.broker.Pace;
import dev.tidemark.benchmarks.system.broker.PacedConsumer;
import dev.tidemark.benchmarks.system.broker.PacedProducer;
import dev.tidemark.cli.StderrLogging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.HdrHistogram.Histogram;

/**
 * The load of {@code result-latency} as a process of its own: a producer of orders and a consumer of committed results, both of kafka-clients. One
 * process, so that one clock tells when an order was due and when its result came. Each order has its result: a customer's next one comes long after.
 */
final class ResultLoad {

    static final int CUSTOMERS = 100_000;
    static final int VALUE_BYTES = 84;

    private ResultLoad() {}

    /** Arguments: bootstrap server, partitions, orders per second, seconds of warm-up, seconds, file for the {@link LoadResult}. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        StderrLogging.onlyErrors();
        int partitions = Integer.parseInt(arguments[1]);
        Pace pace = new Pace(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), Integer.parseInt(
                arguments[4]));
        try (PacedConsumer consumer = new PacedConsumer(arguments[0], Program.RESULTS, partitions, "read_committed",
                pace);
                PacedProducer producer = new PacedProducer(arguments[0], Program.ORDERS, partitions, CUSTOMERS,
                        VALUE_BYTES, pace)) {
            FutureTask<Histogram> received = new FutureTask<>(consumer::receiveAll);
            Thread receiver = new Thread(received, "receiver");
            receiver.setDaemon(true); // a producer that fails ends the process
            receiver.start();
            producer.sendAll();
            new LoadResult(pace.records() - pace.counted(), received.get()).write(Path.of(arguments[5]));
        }
    }
}
