package dev.tidemark.verification.simulation.workload;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Who may write to which partitions, where one transaction at a time may write to each. Confined to the simulation's thread.
 *
 * <p>Turns belong to a transactional id. An id that dies in its turn keeps it until somebody has obtained the id again, since only then its
 * transaction is over. All partitions are taken at once, so nobody waits in a circle; whoever came first goes first where both can.
 */
public final class WriterTurns {

    /** One who has a turn, or waits for one. */
    interface Writer {

        String transactionalId();

        /** It is dead, or another has its id. */
        boolean gone();
    }

    private record Waiting(Writer writer, SortedSet<Integer> partitions, Runnable then) {}

    private final boolean exclusive;
    private final Map<Integer, Writer> holders = new TreeMap<>();
    private final List<Waiting> queue = new ArrayList<>();

    private WriterTurns(boolean exclusive) {
        this.exclusive = exclusive;
    }

    /** One writer at a time. */
    public static WriterTurns exclusive() {
        return new WriterTurns(true);
    }

    /** Everybody at any time. */
    public static WriterTurns shared() {
        return new WriterTurns(false);
    }

    /** Calls back once all of the partitions are this writer's. */
    void take(Writer writer, SortedSet<Integer> partitions, Runnable then) {
        queue.add(new Waiting(writer, partitions, then));
        grant();
    }

    /** Its transaction is over. */
    void release(Writer writer) {
        holders.values().removeIf(holder -> holder == writer);
        grant();
    }

    /** The id was obtained again: whatever was begun in its name before is over. */
    void obtained(String transactionalId) {
        holders.values().removeIf(holder -> holder.transactionalId().equals(transactionalId));
        grant();
    }

    private void grant() {
        List<Waiting> granted = new ArrayList<>();
        for (Iterator<Waiting> waiting = queue.iterator(); waiting.hasNext();) {
            Waiting next = waiting.next();
            if (next.writer().gone()) {
                waiting.remove();
            } else if (!exclusive || next.partitions().stream().noneMatch(holders::containsKey)) {
                if (exclusive) {
                    next.partitions().forEach(partition -> holders.put(partition, next.writer()));
                }
                waiting.remove();
                granted.add(next);
            }
        }
        granted.forEach(next -> next.then().run());
    }
}
