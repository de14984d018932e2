package dev.tidemark.verification.simulation.workload;

import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.schedule.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One after another in the same place: when the process of a workload is dead, or stands still, another is started, as a supervisor of services does.
 * Confined to the simulation's thread.
 *
 * @param <W> the workload
 */
public final class Incarnations<W> {

    private static final long LOOK_NANOS = 1_000_000_000L;

    private final SimWorld world;
    private final String name;
    private final Function<SimClient, W> make;
    private final Consumer<W> replaced;
    private final List<W> all = new ArrayList<>();
    private SimClient client;
    private W current;
    private int count;

    /**
     * @param make makes and starts the workload of a fresh process
     * @param replaced told to the one before, which may still live
     */
    public Incarnations(SimWorld world, String name, Function<SimClient, W> make, Consumer<W> replaced) {
        this.world = world;
        this.name = name;
        this.make = make;
        this.replaced = replaced;
        this.client = fresh();
        this.current = make.apply(client);
        all.add(current);
        look();
    }

    /** The one of the moment. */
    public W current() {
        return current;
    }

    /** All that there were so far, oldest first; older ones may live on for a while. */
    public List<W> all() {
        return List.copyOf(all);
    }

    private SimClient fresh() {
        SimClient made = world.client(name + "/" + ++count);
        made.expendable();
        return made;
    }

    private void look() {
        world.scheduler().schedule(LOOK_NANOS, 0, EventKind.STEP, 0, () -> {
            if (!client.process().alive() || client.process().paused()) {
                replaced.accept(current);
                client = fresh();
                current = make.apply(client);
                all.add(current);
            }
            look();
        });
    }
}
