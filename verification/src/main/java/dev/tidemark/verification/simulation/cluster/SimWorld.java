package dev.tidemark.verification.simulation.cluster;

import dev.tidemark.client.net.Endpoint;
import dev.tidemark.verification.simulation.network.SimNetwork;
import dev.tidemark.verification.simulation.schedule.Seed;
import dev.tidemark.verification.simulation.schedule.SimClock;
import dev.tidemark.verification.simulation.schedule.SimProcess;
import dev.tidemark.verification.simulation.schedule.SimScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A simulated world: one broker, its clients, the network between them, and time. Confined to the thread that runs it. The same seed and the same calls
 * give the same events.
 */
public final class SimWorld {

    private static final Endpoint BROKER = new Endpoint("10.0.0.1", 9092);

    private final SimScheduler scheduler;
    private final SimNetwork network;
    private final SimBroker broker;
    private final List<SimClient> clients = new ArrayList<>();
    private final List<String> bugs = new ArrayList<>();
    private int nextProcess = 1;
    private int nextClient = 1;

    /** A world whose broker has its default settings. */
    public SimWorld(long seed) {
        this(seed, Map.of());
    }

    /** @param brokerSettings by Kafka's names, over {@link SimBroker}'s own */
    public SimWorld(long seed, Map<String, String> brokerSettings) {
        this.scheduler = new SimScheduler(new Seed(seed));
        this.network = new SimNetwork(scheduler);
        this.broker = new SimBroker(this, BROKER, brokerSettings);
    }

    public SimScheduler scheduler() {
        return scheduler;
    }

    public SimNetwork network() {
        return network;
    }

    public SimBroker broker() {
        return broker;
    }

    /** A machine with one process for clients; machines of one name have the same randomness in all runs of a seed. */
    public SimClient client(String name) {
        int number = nextClient++;
        SimClock clock = new SimClock(scheduler, 7_000_000_000L * number);
        SimClient client = new SimClient(this, name, "10.0." + (1 + number / 250) + "." + (1 + number % 250), clock);
        clients.add(client);
        return client;
    }

    /** The machines with clients whose process lives, oldest first. */
    public List<SimClient> clients() {
        return clients.stream().filter(client -> client.process().alive()).toList();
    }

    /** Lets so much time pass. */
    public void runForMs(long ms) {
        scheduler.runFor(ms * 1_000_000L);
    }

    /** Lets time pass until something holds, at most so much; whether it holds. */
    public boolean runUntil(BooleanSupplier holds, long atMostMs) {
        return scheduler.runUntil(holds, atMostMs * 1_000_000L);
    }

    /** What broke in code that must not break: a task threw, an invariant failed. Empty while all is well. */
    public List<String> bugs() {
        return List.copyOf(bugs);
    }

    /** Something broke that must not, whatever befell the world. */
    void bug(String what) {
        scheduler.note("BUG " + what);
        bugs.add(what);
    }

    SimProcess process(String name, SimClock clock, Consumer<Throwable> onFailure) {
        return new SimProcess(scheduler, nextProcess++, name, clock, onFailure);
    }
}
