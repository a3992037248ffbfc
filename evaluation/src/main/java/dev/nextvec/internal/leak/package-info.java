/** What test documents share with those a model learned from: the check before any comparison. */
@NullMarked
package dev.nextvec.internal.leak;

import org.jspecify.annotations.NullMarked;
