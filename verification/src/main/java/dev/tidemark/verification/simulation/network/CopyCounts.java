package dev.tidemark.verification.simulation.network;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.verification.simulation.schedule.SimProcess;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the copies of requests that arrived, and of these the stragglers: those that arrived when the transaction which they belong to had ended, since
 * their client had begun its next one. They are what KIP-890 is about. Confined to the simulation's thread.
 */
public final class CopyCounts {

    /** A client's transactions, as far as its requests tell. */
    private static final class Transactions {
        private int number;
        private boolean ended;
    }

    private final Map<SimProcess, Transactions> ofClients = new HashMap<>();
    private final Map<ApiKey, Integer> arrived = new EnumMap<>(ApiKey.class);
    private final Map<ApiKey, Integer> stragglers = new EnumMap<>(ApiKey.class);
    private int underWay;

    /** A client asks; the number of its transaction to which that belongs. */
    int asked(SimProcess client, ApiKey api) {
        Transactions mine = ofClients.computeIfAbsent(client, fresh -> new Transactions());
        switch (api) {
            case END_TXN, INIT_PRODUCER_ID -> mine.ended = true;
            case PRODUCE, ADD_PARTITIONS_TO_TXN, ADD_OFFSETS_TO_TXN, TXN_OFFSET_COMMIT -> {
                if (mine.ended) {
                    mine.ended = false;
                    mine.number++;
                }
            }
            default -> {
                // belongs to no transaction
            }
        }
        return mine.number;
    }

    /** A copy is on its way. */
    void left() {
        underWay++;
    }

    /** It is not any more: it arrived, or nobody was there to take it. */
    void over() {
        underWay--;
    }

    /** A copy of what a client asked in its transaction of this number arrives. */
    void arrived(SimProcess client, ApiKey api, int transaction) {
        arrived.merge(api, 1, Integer::sum);
        Transactions now = ofClients.get(client);
        if (now != null && now.number > transaction) {
            stragglers.merge(api, 1, Integer::sum);
        }
    }

    /** How many copies arrived. */
    public int arrived(ApiKey api) {
        return arrived.getOrDefault(api, 0);
    }

    /** How many of them arrived behind the end of their transaction. */
    public int stragglers(ApiKey api) {
        return stragglers.getOrDefault(api, 0);
    }

    /** How many copies are on their way. */
    public int underWay() {
        return underWay;
    }

    @Override
    public String toString() {
        return "copies " + arrived + ", stragglers " + stragglers;
    }
}
