-- All CSV files of DE-SynPUF straight to the member-year answer, without a warehouse: what a person
-- who knows DuckDB and the rules of the claims would write for speed. It answers two questions of
-- the marts, in files of the folder it is run in:
--
--     member_year_spend.parquet           marts.member_year_spend
--     member_year_top_diagnoses.parquet   marts.member_year_top_diagnoses
--
-- Variables: beneficiary_files, carrier_files, inpatient_files, outpatient_files, fill_files, lists
-- of paths. What was tried: amounts typed while reading cost no more than text; all thirteen slots
-- unnested and then filtered no more than the filled ones, and less than UNPIVOT or UNION ALL; ids
-- as numbers, and providers counted from distinct rows, a third less than text and count(distinct);
-- the five greatest by a bounded aggregate less than by a window. Reading takes four fifths.
set threads = 2;
set preserve_insertion_order = false;

-- One row per line that counts, and one per claim or segment that does not, for its member-year
-- appears all the same. A missing amount adds nothing; `reported` is the beneficiary's share as
-- CMS adds it up, missing where a part of it is missing.
create temp table lines as
with

carrier_slots as (

    select
        ('0x' || DESYNPUF_ID)::ubigint as member,
        (CLM_THRU_DT // 10000)::smallint as year,
        CLM_ID as claim,
        coalesce(
            ICD9_DGNS_CD_1, ICD9_DGNS_CD_2, ICD9_DGNS_CD_3, ICD9_DGNS_CD_4, ICD9_DGNS_CD_5,
            ICD9_DGNS_CD_6, ICD9_DGNS_CD_7, ICD9_DGNS_CD_8
        ) as first_diagnosis,
        unnest([
            {'slot': 1, 'indicator': LINE_PRCSG_IND_CD_1, 'tax': TAX_NUM_1,
                'npi': PRF_PHYSN_NPI_1, 'diagnosis': LINE_ICD9_DGNS_CD_1,
                'paid': LINE_NCH_PMT_AMT_1, 'allowed': LINE_ALOWD_CHRG_AMT_1,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_1, 'coinsurance': LINE_COINSRNC_AMT_1,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_1},
            {'slot': 2, 'indicator': LINE_PRCSG_IND_CD_2, 'tax': TAX_NUM_2,
                'npi': PRF_PHYSN_NPI_2, 'diagnosis': LINE_ICD9_DGNS_CD_2,
                'paid': LINE_NCH_PMT_AMT_2, 'allowed': LINE_ALOWD_CHRG_AMT_2,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_2, 'coinsurance': LINE_COINSRNC_AMT_2,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_2},
            {'slot': 3, 'indicator': LINE_PRCSG_IND_CD_3, 'tax': TAX_NUM_3,
                'npi': PRF_PHYSN_NPI_3, 'diagnosis': LINE_ICD9_DGNS_CD_3,
                'paid': LINE_NCH_PMT_AMT_3, 'allowed': LINE_ALOWD_CHRG_AMT_3,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_3, 'coinsurance': LINE_COINSRNC_AMT_3,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_3},
            {'slot': 4, 'indicator': LINE_PRCSG_IND_CD_4, 'tax': TAX_NUM_4,
                'npi': PRF_PHYSN_NPI_4, 'diagnosis': LINE_ICD9_DGNS_CD_4,
                'paid': LINE_NCH_PMT_AMT_4, 'allowed': LINE_ALOWD_CHRG_AMT_4,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_4, 'coinsurance': LINE_COINSRNC_AMT_4,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_4},
            {'slot': 5, 'indicator': LINE_PRCSG_IND_CD_5, 'tax': TAX_NUM_5,
                'npi': PRF_PHYSN_NPI_5, 'diagnosis': LINE_ICD9_DGNS_CD_5,
                'paid': LINE_NCH_PMT_AMT_5, 'allowed': LINE_ALOWD_CHRG_AMT_5,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_5, 'coinsurance': LINE_COINSRNC_AMT_5,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_5},
            {'slot': 6, 'indicator': LINE_PRCSG_IND_CD_6, 'tax': TAX_NUM_6,
                'npi': PRF_PHYSN_NPI_6, 'diagnosis': LINE_ICD9_DGNS_CD_6,
                'paid': LINE_NCH_PMT_AMT_6, 'allowed': LINE_ALOWD_CHRG_AMT_6,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_6, 'coinsurance': LINE_COINSRNC_AMT_6,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_6},
            {'slot': 7, 'indicator': LINE_PRCSG_IND_CD_7, 'tax': TAX_NUM_7,
                'npi': PRF_PHYSN_NPI_7, 'diagnosis': LINE_ICD9_DGNS_CD_7,
                'paid': LINE_NCH_PMT_AMT_7, 'allowed': LINE_ALOWD_CHRG_AMT_7,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_7, 'coinsurance': LINE_COINSRNC_AMT_7,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_7},
            {'slot': 8, 'indicator': LINE_PRCSG_IND_CD_8, 'tax': TAX_NUM_8,
                'npi': PRF_PHYSN_NPI_8, 'diagnosis': LINE_ICD9_DGNS_CD_8,
                'paid': LINE_NCH_PMT_AMT_8, 'allowed': LINE_ALOWD_CHRG_AMT_8,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_8, 'coinsurance': LINE_COINSRNC_AMT_8,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_8},
            {'slot': 9, 'indicator': LINE_PRCSG_IND_CD_9, 'tax': TAX_NUM_9,
                'npi': PRF_PHYSN_NPI_9, 'diagnosis': LINE_ICD9_DGNS_CD_9,
                'paid': LINE_NCH_PMT_AMT_9, 'allowed': LINE_ALOWD_CHRG_AMT_9,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_9, 'coinsurance': LINE_COINSRNC_AMT_9,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_9},
            {'slot': 10, 'indicator': LINE_PRCSG_IND_CD_10, 'tax': TAX_NUM_10,
                'npi': PRF_PHYSN_NPI_10, 'diagnosis': LINE_ICD9_DGNS_CD_10,
                'paid': LINE_NCH_PMT_AMT_10, 'allowed': LINE_ALOWD_CHRG_AMT_10,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_10, 'coinsurance': LINE_COINSRNC_AMT_10,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_10},
            {'slot': 11, 'indicator': LINE_PRCSG_IND_CD_11, 'tax': TAX_NUM_11,
                'npi': PRF_PHYSN_NPI_11, 'diagnosis': LINE_ICD9_DGNS_CD_11,
                'paid': LINE_NCH_PMT_AMT_11, 'allowed': LINE_ALOWD_CHRG_AMT_11,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_11, 'coinsurance': LINE_COINSRNC_AMT_11,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_11},
            {'slot': 12, 'indicator': LINE_PRCSG_IND_CD_12, 'tax': TAX_NUM_12,
                'npi': PRF_PHYSN_NPI_12, 'diagnosis': LINE_ICD9_DGNS_CD_12,
                'paid': LINE_NCH_PMT_AMT_12, 'allowed': LINE_ALOWD_CHRG_AMT_12,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_12, 'coinsurance': LINE_COINSRNC_AMT_12,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_12},
            {'slot': 13, 'indicator': LINE_PRCSG_IND_CD_13, 'tax': TAX_NUM_13,
                'npi': PRF_PHYSN_NPI_13, 'diagnosis': LINE_ICD9_DGNS_CD_13,
                'paid': LINE_NCH_PMT_AMT_13, 'allowed': LINE_ALOWD_CHRG_AMT_13,
                'deductible': LINE_BENE_PTB_DDCTBL_AMT_13, 'coinsurance': LINE_COINSRNC_AMT_13,
                'payer': LINE_BENE_PRMRY_PYR_PD_AMT_13}
        ]) as line
    from read_csv(
        getvariable('carrier_files'),
        header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
        columns = {
            'DESYNPUF_ID': 'varchar', 'CLM_ID': 'bigint', 'CLM_FROM_DT': 'varchar',
            'CLM_THRU_DT': 'integer', 'ICD9_DGNS_CD_1': 'varchar', 'ICD9_DGNS_CD_2': 'varchar',
            'ICD9_DGNS_CD_3': 'varchar', 'ICD9_DGNS_CD_4': 'varchar',
            'ICD9_DGNS_CD_5': 'varchar', 'ICD9_DGNS_CD_6': 'varchar',
            'ICD9_DGNS_CD_7': 'varchar', 'ICD9_DGNS_CD_8': 'varchar',
            'PRF_PHYSN_NPI_1': 'varchar', 'PRF_PHYSN_NPI_2': 'varchar',
            'PRF_PHYSN_NPI_3': 'varchar', 'PRF_PHYSN_NPI_4': 'varchar',
            'PRF_PHYSN_NPI_5': 'varchar', 'PRF_PHYSN_NPI_6': 'varchar',
            'PRF_PHYSN_NPI_7': 'varchar', 'PRF_PHYSN_NPI_8': 'varchar',
            'PRF_PHYSN_NPI_9': 'varchar', 'PRF_PHYSN_NPI_10': 'varchar',
            'PRF_PHYSN_NPI_11': 'varchar', 'PRF_PHYSN_NPI_12': 'varchar',
            'PRF_PHYSN_NPI_13': 'varchar', 'TAX_NUM_1': 'varchar', 'TAX_NUM_2': 'varchar',
            'TAX_NUM_3': 'varchar', 'TAX_NUM_4': 'varchar', 'TAX_NUM_5': 'varchar',
            'TAX_NUM_6': 'varchar', 'TAX_NUM_7': 'varchar', 'TAX_NUM_8': 'varchar',
            'TAX_NUM_9': 'varchar', 'TAX_NUM_10': 'varchar', 'TAX_NUM_11': 'varchar',
            'TAX_NUM_12': 'varchar', 'TAX_NUM_13': 'varchar', 'HCPCS_CD_1': 'varchar',
            'HCPCS_CD_2': 'varchar', 'HCPCS_CD_3': 'varchar', 'HCPCS_CD_4': 'varchar',
            'HCPCS_CD_5': 'varchar', 'HCPCS_CD_6': 'varchar', 'HCPCS_CD_7': 'varchar',
            'HCPCS_CD_8': 'varchar', 'HCPCS_CD_9': 'varchar', 'HCPCS_CD_10': 'varchar',
            'HCPCS_CD_11': 'varchar', 'HCPCS_CD_12': 'varchar', 'HCPCS_CD_13': 'varchar',
            'LINE_NCH_PMT_AMT_1': 'decimal(9, 2)', 'LINE_NCH_PMT_AMT_2': 'decimal(9, 2)',
            'LINE_NCH_PMT_AMT_3': 'decimal(9, 2)', 'LINE_NCH_PMT_AMT_4': 'decimal(9, 2)',
            'LINE_NCH_PMT_AMT_5': 'decimal(9, 2)', 'LINE_NCH_PMT_AMT_6': 'decimal(9, 2)',
            'LINE_NCH_PMT_AMT_7': 'decimal(9, 2)', 'LINE_NCH_PMT_AMT_8': 'decimal(9, 2)',
            'LINE_NCH_PMT_AMT_9': 'decimal(9, 2)', 'LINE_NCH_PMT_AMT_10': 'decimal(9, 2)',
            'LINE_NCH_PMT_AMT_11': 'decimal(9, 2)', 'LINE_NCH_PMT_AMT_12': 'decimal(9, 2)',
            'LINE_NCH_PMT_AMT_13': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_1': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_2': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_3': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_4': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_5': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_6': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_7': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_8': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_9': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_10': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_11': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_12': 'decimal(9, 2)',
            'LINE_BENE_PTB_DDCTBL_AMT_13': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_1': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_2': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_3': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_4': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_5': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_6': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_7': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_8': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_9': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_10': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_11': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_12': 'decimal(9, 2)',
            'LINE_BENE_PRMRY_PYR_PD_AMT_13': 'decimal(9, 2)',
            'LINE_COINSRNC_AMT_1': 'decimal(9, 2)', 'LINE_COINSRNC_AMT_2': 'decimal(9, 2)',
            'LINE_COINSRNC_AMT_3': 'decimal(9, 2)', 'LINE_COINSRNC_AMT_4': 'decimal(9, 2)',
            'LINE_COINSRNC_AMT_5': 'decimal(9, 2)', 'LINE_COINSRNC_AMT_6': 'decimal(9, 2)',
            'LINE_COINSRNC_AMT_7': 'decimal(9, 2)', 'LINE_COINSRNC_AMT_8': 'decimal(9, 2)',
            'LINE_COINSRNC_AMT_9': 'decimal(9, 2)', 'LINE_COINSRNC_AMT_10': 'decimal(9, 2)',
            'LINE_COINSRNC_AMT_11': 'decimal(9, 2)', 'LINE_COINSRNC_AMT_12': 'decimal(9, 2)',
            'LINE_COINSRNC_AMT_13': 'decimal(9, 2)', 'LINE_ALOWD_CHRG_AMT_1': 'decimal(9, 2)',
            'LINE_ALOWD_CHRG_AMT_2': 'decimal(9, 2)', 'LINE_ALOWD_CHRG_AMT_3': 'decimal(9, 2)',
            'LINE_ALOWD_CHRG_AMT_4': 'decimal(9, 2)', 'LINE_ALOWD_CHRG_AMT_5': 'decimal(9, 2)',
            'LINE_ALOWD_CHRG_AMT_6': 'decimal(9, 2)', 'LINE_ALOWD_CHRG_AMT_7': 'decimal(9, 2)',
            'LINE_ALOWD_CHRG_AMT_8': 'decimal(9, 2)', 'LINE_ALOWD_CHRG_AMT_9': 'decimal(9, 2)',
            'LINE_ALOWD_CHRG_AMT_10': 'decimal(9, 2)', 'LINE_ALOWD_CHRG_AMT_11': 'decimal(9, 2)',
            'LINE_ALOWD_CHRG_AMT_12': 'decimal(9, 2)', 'LINE_ALOWD_CHRG_AMT_13': 'decimal(9, 2)',
            'LINE_PRCSG_IND_CD_1': 'varchar', 'LINE_PRCSG_IND_CD_2': 'varchar',
            'LINE_PRCSG_IND_CD_3': 'varchar', 'LINE_PRCSG_IND_CD_4': 'varchar',
            'LINE_PRCSG_IND_CD_5': 'varchar', 'LINE_PRCSG_IND_CD_6': 'varchar',
            'LINE_PRCSG_IND_CD_7': 'varchar', 'LINE_PRCSG_IND_CD_8': 'varchar',
            'LINE_PRCSG_IND_CD_9': 'varchar', 'LINE_PRCSG_IND_CD_10': 'varchar',
            'LINE_PRCSG_IND_CD_11': 'varchar', 'LINE_PRCSG_IND_CD_12': 'varchar',
            'LINE_PRCSG_IND_CD_13': 'varchar', 'LINE_ICD9_DGNS_CD_1': 'varchar',
            'LINE_ICD9_DGNS_CD_2': 'varchar', 'LINE_ICD9_DGNS_CD_3': 'varchar',
            'LINE_ICD9_DGNS_CD_4': 'varchar', 'LINE_ICD9_DGNS_CD_5': 'varchar',
            'LINE_ICD9_DGNS_CD_6': 'varchar', 'LINE_ICD9_DGNS_CD_7': 'varchar',
            'LINE_ICD9_DGNS_CD_8': 'varchar', 'LINE_ICD9_DGNS_CD_9': 'varchar',
            'LINE_ICD9_DGNS_CD_10': 'varchar', 'LINE_ICD9_DGNS_CD_11': 'varchar',
            'LINE_ICD9_DGNS_CD_12': 'varchar', 'LINE_ICD9_DGNS_CD_13': 'varchar'
        }
    )

),

carrier_lines as (

    select
        *,
        coalesce(
            line.indicator = 'A' or (line.indicator in ('R', 'S') and line.allowed > 0), false
        ) as counts
    from carrier_slots

),

segments as (

    select
        'inpatient' as type,
        ('0x' || DESYNPUF_ID)::ubigint as member,
        (coalesce(CLM_THRU_DT, NCH_BENE_DSCHRG_DT) // 10000)::smallint as year,
        CLM_ID as claim,
        SEGMENT as segment,
        coalesce(
            CLM_PMT_AMT + coalesce(CLM_PASS_THRU_PER_DIEM_AMT * CLM_UTLZTN_DAY_CNT, 0), 0
        )::decimal(9, 2) as paid,
        NCH_PRMRY_PYR_CLM_PD_AMT as payer,
        NCH_BENE_IP_DDCTBL_AMT as deductible,
        NCH_BENE_PTA_COINSRNC_LBLTY_AM as coinsurance,
        NCH_BENE_BLOOD_DDCTBL_LBLTY_AM as blood,
        PRVDR_NUM as provider,
        AT_PHYSN_NPI as physician,
        coalesce(
            ICD9_DGNS_CD_1, ICD9_DGNS_CD_2, ICD9_DGNS_CD_3, ICD9_DGNS_CD_4, ICD9_DGNS_CD_5,
            ICD9_DGNS_CD_6, ICD9_DGNS_CD_7, ICD9_DGNS_CD_8, ICD9_DGNS_CD_9, ICD9_DGNS_CD_10
        ) as diagnosis
    from read_csv(
        getvariable('inpatient_files'),
        header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
        columns = {
            'DESYNPUF_ID': 'varchar', 'CLM_ID': 'bigint', 'SEGMENT': 'tinyint',
            'CLM_FROM_DT': 'varchar', 'CLM_THRU_DT': 'integer', 'PRVDR_NUM': 'varchar',
            'CLM_PMT_AMT': 'decimal(9, 2)', 'NCH_PRMRY_PYR_CLM_PD_AMT': 'decimal(9, 2)',
            'AT_PHYSN_NPI': 'varchar', 'OP_PHYSN_NPI': 'varchar', 'OT_PHYSN_NPI': 'varchar',
            'CLM_ADMSN_DT': 'varchar', 'ADMTNG_ICD9_DGNS_CD': 'varchar',
            'CLM_PASS_THRU_PER_DIEM_AMT': 'decimal(9, 2)',
            'NCH_BENE_IP_DDCTBL_AMT': 'decimal(9, 2)',
            'NCH_BENE_PTA_COINSRNC_LBLTY_AM': 'decimal(9, 2)',
            'NCH_BENE_BLOOD_DDCTBL_LBLTY_AM': 'decimal(9, 2)', 'CLM_UTLZTN_DAY_CNT': 'integer',
            'NCH_BENE_DSCHRG_DT': 'integer', 'CLM_DRG_CD': 'varchar',
            'ICD9_DGNS_CD_1': 'varchar', 'ICD9_DGNS_CD_2': 'varchar',
            'ICD9_DGNS_CD_3': 'varchar', 'ICD9_DGNS_CD_4': 'varchar',
            'ICD9_DGNS_CD_5': 'varchar', 'ICD9_DGNS_CD_6': 'varchar',
            'ICD9_DGNS_CD_7': 'varchar', 'ICD9_DGNS_CD_8': 'varchar',
            'ICD9_DGNS_CD_9': 'varchar', 'ICD9_DGNS_CD_10': 'varchar',
            'ICD9_PRCDR_CD_1': 'varchar', 'ICD9_PRCDR_CD_2': 'varchar',
            'ICD9_PRCDR_CD_3': 'varchar', 'ICD9_PRCDR_CD_4': 'varchar',
            'ICD9_PRCDR_CD_5': 'varchar', 'ICD9_PRCDR_CD_6': 'varchar', 'HCPCS_CD_1': 'varchar',
            'HCPCS_CD_2': 'varchar', 'HCPCS_CD_3': 'varchar', 'HCPCS_CD_4': 'varchar',
            'HCPCS_CD_5': 'varchar', 'HCPCS_CD_6': 'varchar', 'HCPCS_CD_7': 'varchar',
            'HCPCS_CD_8': 'varchar', 'HCPCS_CD_9': 'varchar', 'HCPCS_CD_10': 'varchar',
            'HCPCS_CD_11': 'varchar', 'HCPCS_CD_12': 'varchar', 'HCPCS_CD_13': 'varchar',
            'HCPCS_CD_14': 'varchar', 'HCPCS_CD_15': 'varchar', 'HCPCS_CD_16': 'varchar',
            'HCPCS_CD_17': 'varchar', 'HCPCS_CD_18': 'varchar', 'HCPCS_CD_19': 'varchar',
            'HCPCS_CD_20': 'varchar', 'HCPCS_CD_21': 'varchar', 'HCPCS_CD_22': 'varchar',
            'HCPCS_CD_23': 'varchar', 'HCPCS_CD_24': 'varchar', 'HCPCS_CD_25': 'varchar',
            'HCPCS_CD_26': 'varchar', 'HCPCS_CD_27': 'varchar', 'HCPCS_CD_28': 'varchar',
            'HCPCS_CD_29': 'varchar', 'HCPCS_CD_30': 'varchar', 'HCPCS_CD_31': 'varchar',
            'HCPCS_CD_32': 'varchar', 'HCPCS_CD_33': 'varchar', 'HCPCS_CD_34': 'varchar',
            'HCPCS_CD_35': 'varchar', 'HCPCS_CD_36': 'varchar', 'HCPCS_CD_37': 'varchar',
            'HCPCS_CD_38': 'varchar', 'HCPCS_CD_39': 'varchar', 'HCPCS_CD_40': 'varchar',
            'HCPCS_CD_41': 'varchar', 'HCPCS_CD_42': 'varchar', 'HCPCS_CD_43': 'varchar',
            'HCPCS_CD_44': 'varchar', 'HCPCS_CD_45': 'varchar'
        }
    )
    union all
    select
        'outpatient' as type,
        ('0x' || DESYNPUF_ID)::ubigint as member,
        (CLM_THRU_DT // 10000)::smallint as year,
        CLM_ID as claim,
        SEGMENT as segment,
        coalesce(CLM_PMT_AMT, 0) as paid,
        NCH_PRMRY_PYR_CLM_PD_AMT as payer,
        NCH_BENE_PTB_DDCTBL_AMT as deductible,
        NCH_BENE_PTB_COINSRNC_AMT as coinsurance,
        NCH_BENE_BLOOD_DDCTBL_LBLTY_AM as blood,
        PRVDR_NUM as provider,
        AT_PHYSN_NPI as physician,
        coalesce(
            ICD9_DGNS_CD_1, ICD9_DGNS_CD_2, ICD9_DGNS_CD_3, ICD9_DGNS_CD_4, ICD9_DGNS_CD_5,
            ICD9_DGNS_CD_6, ICD9_DGNS_CD_7, ICD9_DGNS_CD_8, ICD9_DGNS_CD_9, ICD9_DGNS_CD_10
        ) as diagnosis
    from read_csv(
        getvariable('outpatient_files'),
        header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
        columns = {
            'DESYNPUF_ID': 'varchar', 'CLM_ID': 'bigint', 'SEGMENT': 'tinyint',
            'CLM_FROM_DT': 'varchar', 'CLM_THRU_DT': 'integer', 'PRVDR_NUM': 'varchar',
            'CLM_PMT_AMT': 'decimal(9, 2)', 'NCH_PRMRY_PYR_CLM_PD_AMT': 'decimal(9, 2)',
            'AT_PHYSN_NPI': 'varchar', 'OP_PHYSN_NPI': 'varchar', 'OT_PHYSN_NPI': 'varchar',
            'NCH_BENE_BLOOD_DDCTBL_LBLTY_AM': 'decimal(9, 2)', 'ICD9_DGNS_CD_1': 'varchar',
            'ICD9_DGNS_CD_2': 'varchar', 'ICD9_DGNS_CD_3': 'varchar',
            'ICD9_DGNS_CD_4': 'varchar', 'ICD9_DGNS_CD_5': 'varchar',
            'ICD9_DGNS_CD_6': 'varchar', 'ICD9_DGNS_CD_7': 'varchar',
            'ICD9_DGNS_CD_8': 'varchar', 'ICD9_DGNS_CD_9': 'varchar',
            'ICD9_DGNS_CD_10': 'varchar', 'ICD9_PRCDR_CD_1': 'varchar',
            'ICD9_PRCDR_CD_2': 'varchar', 'ICD9_PRCDR_CD_3': 'varchar',
            'ICD9_PRCDR_CD_4': 'varchar', 'ICD9_PRCDR_CD_5': 'varchar',
            'ICD9_PRCDR_CD_6': 'varchar', 'NCH_BENE_PTB_DDCTBL_AMT': 'decimal(9, 2)',
            'NCH_BENE_PTB_COINSRNC_AMT': 'decimal(9, 2)', 'ADMTNG_ICD9_DGNS_CD': 'varchar',
            'HCPCS_CD_1': 'varchar', 'HCPCS_CD_2': 'varchar', 'HCPCS_CD_3': 'varchar',
            'HCPCS_CD_4': 'varchar', 'HCPCS_CD_5': 'varchar', 'HCPCS_CD_6': 'varchar',
            'HCPCS_CD_7': 'varchar', 'HCPCS_CD_8': 'varchar', 'HCPCS_CD_9': 'varchar',
            'HCPCS_CD_10': 'varchar', 'HCPCS_CD_11': 'varchar', 'HCPCS_CD_12': 'varchar',
            'HCPCS_CD_13': 'varchar', 'HCPCS_CD_14': 'varchar', 'HCPCS_CD_15': 'varchar',
            'HCPCS_CD_16': 'varchar', 'HCPCS_CD_17': 'varchar', 'HCPCS_CD_18': 'varchar',
            'HCPCS_CD_19': 'varchar', 'HCPCS_CD_20': 'varchar', 'HCPCS_CD_21': 'varchar',
            'HCPCS_CD_22': 'varchar', 'HCPCS_CD_23': 'varchar', 'HCPCS_CD_24': 'varchar',
            'HCPCS_CD_25': 'varchar', 'HCPCS_CD_26': 'varchar', 'HCPCS_CD_27': 'varchar',
            'HCPCS_CD_28': 'varchar', 'HCPCS_CD_29': 'varchar', 'HCPCS_CD_30': 'varchar',
            'HCPCS_CD_31': 'varchar', 'HCPCS_CD_32': 'varchar', 'HCPCS_CD_33': 'varchar',
            'HCPCS_CD_34': 'varchar', 'HCPCS_CD_35': 'varchar', 'HCPCS_CD_36': 'varchar',
            'HCPCS_CD_37': 'varchar', 'HCPCS_CD_38': 'varchar', 'HCPCS_CD_39': 'varchar',
            'HCPCS_CD_40': 'varchar', 'HCPCS_CD_41': 'varchar', 'HCPCS_CD_42': 'varchar',
            'HCPCS_CD_43': 'varchar', 'HCPCS_CD_44': 'varchar', 'HCPCS_CD_45': 'varchar'
        }
    )

),

-- A second segment without a date falls in the year of its claim's first one, which is there, or
-- in none.
segments_in_their_year as (

    select * from segments
    where
        segment = 1
        or year is not null
        or claim not in (select claim from segments where segment = 1)

)

select
    'carrier' as type,
    member,
    coalesce(year, 0) as year,
    case when counts then claim end as claim,
    case when counts then coalesce(line.paid, 0) end as paid,
    case when counts then coalesce(line.allowed, 0) end as allowed,
    case
        when counts then coalesce(line.deductible, 0) + coalesce(line.coinsurance, 0)
    end as share,
    case when counts then line.deductible + line.coinsurance end as reported,
    case when counts then coalesce(line.payer, 0) end as payer,
    case when counts then coalesce(line.tax, 'npi:' || line.npi) end as billing,
    case when counts then line.npi end as rendering,
    case when counts then coalesce(line.diagnosis, first_diagnosis) end as diagnosis
from carrier_lines
where counts or line.slot = 1
union all
select
    type,
    member,
    coalesce(year, 0) as year,
    case when segment = 1 then claim end as claim,
    case when segment = 1 then paid end as paid,
    case
        when segment = 1
            then
                paid + coalesce(payer, 0)
                + coalesce(deductible, 0) + coalesce(coinsurance, 0) + coalesce(blood, 0)
    end as allowed,
    case
        when segment = 1
            then coalesce(deductible, 0) + coalesce(coinsurance, 0) + coalesce(blood, 0)
    end as share,
    case when segment = 1 then deductible + coinsurance + blood end as reported,
    case when segment = 1 then coalesce(payer, 0) end as payer,
    case when segment = 1 then 'ccn:' || provider end as billing,
    case when segment = 1 then physician end as rendering,
    case when segment = 1 then diagnosis end as diagnosis
from segments_in_their_year;

copy (
    with

    medical as (

        select
            member,
            year,
            sum(allowed) as allowed,
            sum(paid) as paid,
            sum(share) as share,
            sum(payer) as payer,
            sum(paid) filter (type = 'inpatient') as inpatient_paid,
            sum(paid) filter (type = 'outpatient') as outpatient_paid,
            sum(paid) filter (type = 'carrier') as carrier_paid,
            sum(payer) filter (type = 'inpatient') as inpatient_payer,
            sum(payer) filter (type = 'outpatient') as outpatient_payer,
            sum(payer) filter (type = 'carrier') as carrier_payer,
            sum(reported) filter (type = 'inpatient') as inpatient_reported,
            sum(reported) filter (type = 'outpatient') as outpatient_reported,
            sum(reported) filter (type = 'carrier') as carrier_reported,
            count(claim) filter (type = 'inpatient') as stays,
            count(claim) filter (type = 'outpatient') as visits
        from lines
        group by all

    ),

    billing as (

        select
            member,
            year,
            count(*) as providers
        from (select distinct member, year, billing from lines where billing is not null)
        group by all

    ),

    rendering as (

        select
            member,
            year,
            count(*) as providers
        from (select distinct member, year, rendering from lines where rendering is not null)
        group by all

    ),

    pharmacy as (

        select
            ('0x' || DESYNPUF_ID)::ubigint as member,
            coalesce(SRVC_DT // 10000, 0)::smallint as year,
            sum(coalesce(TOT_RX_CST_AMT, 0)) as gross,
            sum(greatest(coalesce(TOT_RX_CST_AMT, 0) - coalesce(PTNT_PAY_AMT, 0), 0)) as plan,
            sum(coalesce(PTNT_PAY_AMT, 0)) as patient,
            count(*) as fills
        from read_csv(
            getvariable('fill_files'),
            header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
            columns = {
                'DESYNPUF_ID': 'varchar', 'PDE_ID': 'varchar', 'SRVC_DT': 'integer',
                'PROD_SRVC_ID': 'varchar', 'QTY_DSPNSD_NUM': 'varchar',
                'DAYS_SUPLY_NUM': 'varchar', 'PTNT_PAY_AMT': 'decimal(9, 2)',
                'TOT_RX_CST_AMT': 'decimal(9, 2)'
            }
        )
        group by all

    ),

    -- Thirty-two columns, of which the first is read: nobody's year is in two files.
    enrollment as (

        select
            ('0x' || DESYNPUF_ID)::ubigint as member,
            regexp_extract(parse_filename(filename), '_(\d{4})_', 1)::smallint as year,
            true as is_enrolled
        from read_csv(
            getvariable('beneficiary_files'), all_varchar = true, header = true, delim = ',',
            quote = '"', escape = '"', filename = true
        )

    )

    select
        format('{:016X}', member) as beneficiary_id,
        year as claim_year,
        coalesce(medical.allowed, 0) + coalesce(gross, 0) as total_allowed_amount,
        coalesce(medical.paid, 0) + coalesce(plan, 0) as total_paid_amount,
        coalesce(medical.allowed, 0) as medical_allowed_amount,
        coalesce(medical.paid, 0) as medical_paid_amount,
        coalesce(inpatient_paid, 0) as inpatient_paid_amount,
        coalesce(outpatient_paid, 0) as outpatient_paid_amount,
        coalesce(carrier_paid, 0) as carrier_paid_amount,
        coalesce(gross, 0) as rx_gross_amount,
        coalesce(plan, 0) as rx_plan_paid_amount,
        coalesce(patient, 0) as rx_patient_paid_amount,
        coalesce(gross - plan - patient, 0) as rx_other_paid_amount,
        coalesce(share, 0) as beneficiary_responsibility_amount,
        coalesce(payer, 0) as primary_payer_paid_amount,
        coalesce(inpatient_payer, 0) as inpatient_primary_payer_paid_amount,
        coalesce(outpatient_payer, 0) as outpatient_primary_payer_paid_amount,
        coalesce(carrier_payer, 0) as carrier_primary_payer_paid_amount,
        coalesce(inpatient_reported, 0) as inpatient_reported_beneficiary_responsibility_amount,
        coalesce(outpatient_reported, 0) as outpatient_reported_beneficiary_responsibility_amount,
        coalesce(carrier_reported, 0) as carrier_reported_beneficiary_responsibility_amount,
        coalesce(stays, 0) as inpatient_stay_count,
        coalesce(visits, 0) as outpatient_visit_count,
        coalesce(fills, 0) as rx_fill_count,
        coalesce(billing.providers, 0) as billing_provider_count,
        coalesce(rendering.providers, 0) as rendering_provider_count,
        coalesce(is_enrolled, false) as is_enrolled
    from medical
    full join pharmacy using (member, year)
    full join enrollment using (member, year)
    left join billing using (member, year)
    left join rendering using (member, year)
) to 'member_year_spend.parquet';

copy (
    with

    dollars as (

        select
            member,
            year,
            diagnosis,
            sum(paid) as paid,
            count(*) as claims
        from (
            select
                member,
                year,
                diagnosis,
                claim,
                sum(paid) as paid
            from lines
            where diagnosis is not null
            group by all
        )
        group by all
        having sum(paid) > 0

    ),

    -- Most dollars first, then most claims, then by code.
    greatest_first as (

        select
            member,
            year,
            min({'paid': -paid, 'claims': -claims, 'diagnosis': diagnosis}, 5) as diagnoses
        from dollars
        group by all

    ),

    ranked as (

        select
            member,
            year,
            unnest(diagnoses) as ranked_diagnosis,
            generate_subscripts(diagnoses, 1) as rank
        from greatest_first

    )

    select
        format('{:016X}', member) as beneficiary_id,
        year as claim_year,
        rank::smallint as diagnosis_rank,
        ranked_diagnosis.diagnosis as diagnosis_code,
        -ranked_diagnosis.paid as paid_amount,
        -ranked_diagnosis.claims as claim_count
    from ranked
) to 'member_year_top_diagnoses.parquet';
