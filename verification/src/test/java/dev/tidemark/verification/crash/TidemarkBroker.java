package dev.tidemark.verification.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code tidemark broker start}. Used by one test's thread. */
final class TidemarkBroker implements KillableBroker {

    private final int port = KillableBroker.freePort();
    private final Child process;

    TidemarkBroker(Path folder) throws IOException {
        Path settings = Files.writeString(folder.resolve("server.properties"), """
                node.id=1
                process.roles=broker,controller
                listeners=PLAINTEXT://127.0.0.1:%d
                log.dirs=%s
                group.initial.rebalance.delay.ms=1000
                offsets.topic.num.partitions=4
                transaction.state.log.num.partitions=4
                transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
                """.formatted(port, folder.resolve("broker")));
        process = new Child("broker", folder, List.of("broker", "start", "-c", settings.toString()));
    }

    @Override
    public void start() throws IOException, InterruptedException {
        process.start().awaitReady();
    }

    @Override
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    @Override
    public List<String> sayingNow() {
        return process.sayingNow();
    }

    @Override
    public void close() {
        process.close();
    }
}
