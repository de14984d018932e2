package dev.tidemark.broker.request;

import dev.tidemark.broker.partition.Partitions;
import dev.tidemark.broker.txn.MarkerWriter;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.message.DescribeProducersRequest;
import dev.tidemark.protocol.message.DescribeProducersResponse;
import dev.tidemark.protocol.message.DescribeTransactionsRequest;
import dev.tidemark.protocol.message.DescribeTransactionsResponse;
import dev.tidemark.protocol.message.ListTransactionsRequest;
import dev.tidemark.protocol.message.ListTransactionsResponse;
import dev.tidemark.protocol.message.WriteTxnMarkersRequest;
import dev.tidemark.protocol.message.WriteTxnMarkersResponse;

/** The handlers by which administrators find and end hanging transactions (KIP-664). Used once, while the broker is wired. */
public final class TransactionInspectionHandlers {

    private TransactionInspectionHandlers() {}

    /**
     * Adds all of them to a table.
     *
     * @param markers writes to every partition, those of {@code __consumer_offsets} included
     * @param transactionLoop the loop of the last two
     */
    public static void addTo(HandlerTable.Builder table, Partitions partitions, TransactionCoordinator transactions,
            MarkerWriter markers, EventLoop transactionLoop) {
        table.add(DescribeProducersRequest.class, DescribeProducersResponse.class,
                new DescribeProducersHandler(partitions));
        table.add(DescribeTransactionsRequest.class, DescribeTransactionsResponse.class,
                new DescribeTransactionsHandler(transactions, transactionLoop));
        table.add(ListTransactionsRequest.class, ListTransactionsResponse.class,
                new ListTransactionsHandler(transactions, transactionLoop));
        table.add(WriteTxnMarkersRequest.class, WriteTxnMarkersResponse.class,
                new WriteTxnMarkersHandler(markers, transactionLoop));
    }
}
