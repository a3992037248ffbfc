@NullMarked
package dev.nextvec.internal.retrieval;

import org.jspecify.annotations.NullMarked;
