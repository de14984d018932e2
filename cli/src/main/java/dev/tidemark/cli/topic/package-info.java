/** {@code tidemark topic ...}: {@link dev.tidemark.cli.topic.TopicCommand} and one class per verb. Used by the thread that runs the command. */
@NullMarked
package dev.tidemark.cli.topic;

import org.jspecify.annotations.NullMarked;
