// Computes the cells of a plan: nextflow run cluster/main.nf --plan plan.jsonl --store /shared/cells
params.plan = 'plan.jsonl'
params.store = 'cells'
params.program = 'asymptest'

process CELL {
    cpus 1
    memory '2 GB'
    errorStrategy 'retry'
    maxRetries 3

    input:
    val line

    script:
    """
    exec ${params.program} cell --plan '${file(params.plan).toAbsolutePath()}' --lines ${line} --store '${file(params.store).toAbsolutePath()}' --jobs ${task.cpus}
    """
}

workflow {
    channel.of(1..file(params.plan).countLines()) | CELL
}
