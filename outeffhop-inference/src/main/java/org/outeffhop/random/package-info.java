/** Random numbers that every machine draws alike. */
package org.outeffhop.random;
