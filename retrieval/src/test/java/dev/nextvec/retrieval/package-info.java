@NullMarked
package dev.nextvec.retrieval;

import org.jspecify.annotations.NullMarked;
