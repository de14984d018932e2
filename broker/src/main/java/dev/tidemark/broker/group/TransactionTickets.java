package dev.tidemark.broker.group;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is on the way from the transaction coordinator's yes to an append. Owned by a {@link GroupShard}, on the control loop;
 * never in the log: a reload tears all tickets.
 */
final class TransactionTickets {

    /** A place in one transaction, good for one append. Equal only to itself. */
    static final class Ticket {
        private final long producerId;
        private final short producerEpoch;

        Ticket(long producerId, short producerEpoch) {
            this.producerId = producerId;
            this.producerEpoch = producerEpoch;
        }

        long producerId() {
            return producerId;
        }

        short producerEpoch() {
            return producerEpoch;
        }
    }

    private final Map<Long, List<Ticket>> open = new HashMap<>();

    /** Gives out a ticket. */
    Ticket take(long producerId, short producerEpoch) {
        Ticket ticket = new Ticket(producerId, producerEpoch);
        open.computeIfAbsent(producerId, id -> new ArrayList<>(1)).add(ticket);
        return ticket;
    }

    /** Takes the ticket back; false if a marker has torn it. */
    boolean redeem(Ticket ticket) {
        List<Ticket> ofProducer = open.get(ticket.producerId());
        if (ofProducer == null || !ofProducer.remove(ticket)) {
            return false;
        }
        if (ofProducer.isEmpty()) {
            open.remove(ticket.producerId());
        }
        return true;
    }

    /** The producer's transaction ends: nobody on the way may append to it any more. */
    void tear(long producerId) {
        open.remove(producerId);
    }
}
