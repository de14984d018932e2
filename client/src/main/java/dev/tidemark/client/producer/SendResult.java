package dev.tidemark.client.producer;

import dev.tidemark.protocol.ErrorCode;

/** How the sending of a batch ended. */
sealed interface SendResult {

    /**
     * The broker has it.
     *
     * @param baseOffset -1 if it did not say
     * @param logAppendTimeMs -1 if records keep their own time
     */
    record Written(long baseOffset, long logAppendTimeMs) implements SendResult {}

    /**
     * It was given up.
     *
     * @param perhapsWritten whether a request that carried it was never answered
     */
    record Failed(ErrorCode error, String why, boolean perhapsWritten) implements SendResult {}
}
