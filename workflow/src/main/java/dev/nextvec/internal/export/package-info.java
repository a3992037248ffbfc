/**
 * What is said of a model that is exported: its worth beside every baseline, as data and a card.
 */
@NullMarked
package dev.nextvec.internal.export;

import org.jspecify.annotations.NullMarked;
