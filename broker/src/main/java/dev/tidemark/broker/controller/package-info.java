/**
 * Changes to the cluster: {@link dev.tidemark.broker.controller.Controller} takes commands, <em>decides</em> them against the newest image
 * into records and a reply, has the records committed by the quorum, and lets go of the reply when they are applied. What records do is not
 * said here but in {@code broker.metadata.ImageBuilder}.
 *
 * <p>The deciding classes are pure functions of image and command. The controller runs on the control loop and may be called from any.
 */
@NullMarked
package dev.tidemark.broker.controller;

import org.jspecify.annotations.NullMarked;
