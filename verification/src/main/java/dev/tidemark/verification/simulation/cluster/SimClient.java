package dev.tidemark.verification.simulation.cluster;

import dev.tidemark.client.net.ClientEnvironment;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.client.net.Transport;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.verification.simulation.schedule.SimClock;
import dev.tidemark.verification.simulation.schedule.SimLoop;
import dev.tidemark.verification.simulation.schedule.SimProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * A process with one loop, and what production clients stand on upon it. Confined to the simulation's thread. Clients are made and used on its loop:
 * hand them tasks with {@link #run}.
 */
public final class SimClient {

    private final SimWorld world;
    private final String name;
    private final SimProcess process;
    private final SimLoop loop;
    private final ClientEnvironment environment;
    private boolean expendable;

    SimClient(SimWorld world, String name, String host, SimClock clock) {
        this.world = world;
        this.name = name;
        this.process = world.process(name, clock, failure -> world.bug(name + ": " + told(failure)));
        this.loop = new SimLoop(process, world.scheduler().seed().stream("turns of " + name));
        Transport transport = world.network().transport(loop, host);
        this.environment = new ClientEnvironment(transport, loop, clock, world.scheduler().seed().stream("of " + name));
    }

    public String name() {
        return name;
    }

    public SimProcess process() {
        return process;
    }

    public SimLoop loop() {
        return loop;
    }

    public SimClock clock() {
        return process.clock();
    }

    /** What clients of this process are made of. */
    public ClientEnvironment environment() {
        return environment;
    }

    /** Settings of a client, by Kafka's names; it knows where the broker is. */
    public Config config(Map<String, String> values) {
        Map<String, String> all = new TreeMap<>();
        all.put("bootstrap.servers", world.broker().endpoint().toString());
        all.put("client.id", name);
        all.putAll(values);
        return Config.of(ConfigScope.CLIENT, all);
    }

    /** A view of the cluster. */
    public Cluster cluster(Config config) {
        return environment.cluster(NetworkSettings.of(config));
    }

    /** Its workload bears that it dies: somebody puts another in its place. */
    public void expendable() {
        expendable = true;
    }

    /** Whether faults may kill it. */
    public boolean isExpendable() {
        return expendable;
    }

    /** Does something on the loop, soon. */
    public void run(Runnable task) {
        loop.execute(task);
    }

    /** The process ends without a word; its connections are closed by its machine. */
    public void kill() {
        world.scheduler().note(name + " is killed");
        process.kill();
        world.network().killed(process);
    }

    /** As SIGSTOP, for so long. */
    public void pauseMs(long ms) {
        process.pause(ms * 1_000_000L);
    }

    static String told(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
