package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.MetadataRecord;
import java.util.List;

/**
 * What a command comes to.
 *
 * @param records to be committed together; none if nothing changes
 * @param reply given once they are
 */
record Decision<R>(List<MetadataRecord> records, R reply) {

    Decision {
        records = List.copyOf(records);
    }
}
