/**
 * What a command or a server does with datasets and runs: train, test, compare, diagnose. Nothing
 * here prints; who waits is told through a {@link dev.nextvec.progress.Monitor}.
 */
@NullMarked
package dev.nextvec.workflow;

import org.jspecify.annotations.NullMarked;
